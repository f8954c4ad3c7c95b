import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Counts } from './count.js';
import type { StormSeed, Weather } from './weather.js';
import type { WeatherRequest } from './weather-process.js';

/** The weather in a process of its own: what is open in this one then is the client's. */
export async function forkWeather(seed: StormSeed): Promise<Weather> {
  const child = fork(fileURLToPath(new URL('weather-process.ts', import.meta.url)));
  const ask = async <T>(request: WeatherRequest): Promise<T> => {
    child.send(request);
    const [answer] = (await once(child, 'message')) as [T];
    return answer;
  };
  return {
    port: await ask<number>(seed),
    counts: () => ask<Counts>('counts'),
    close: async () => {
      const exited = once(child, 'exit');
      child.kill();
      await exited;
    },
  };
}
