const NOBODY = 65_534;

/** Runs something as a user who may do nothing, as root may read everything. */
export async function asNobody<T>(run: () => Promise<T>): Promise<T> {
  const user = process.geteuid!();
  if (user !== 0) return run();
  process.seteuid!(NOBODY);
  try {
    return await run();
  } finally {
    process.seteuid!(user);
  }
}
