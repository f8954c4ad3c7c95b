import { readFileSync, writeFileSync } from 'node:fs';

/** Begins to look for the peak of this process's memory anew. */
export function resetPeak(): void {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // Only Linux forgets a peak: elsewhere it is that since the process began.
  }
}

/** The most memory that this process had, as the system counts it, in bytes. */
export function memoryPeak(): number {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    if (kilobytes !== undefined) return Number(kilobytes) * 1_024;
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS * 1_024;
}
