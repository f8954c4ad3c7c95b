import type { StormSeed } from './weather.js';
import { startWeather } from './weather.js';

/** What a process with the weather is asked for, and answers. */
export type WeatherRequest = StormSeed | 'counts';

process.on('message', (request: WeatherRequest) => void answer(request));

async function answer(request: WeatherRequest): Promise<void> {
  if (request === 'counts') return send((await weather)?.counts());
  weather = startWeather(request);
  send((await weather).port);
}

function send(answered: unknown): void {
  process.send?.(answered);
}

let weather: ReturnType<typeof startWeather> | undefined;

// The storm is over, or was broken off.
process.on('disconnect', () => process.exit());
