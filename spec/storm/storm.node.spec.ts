import { openHandles, leftOpen } from './open-handles.js';
import { runStorm } from './run-storm.js';
import { TRANSPORTS } from './stormy-transports.js';
import { startWeather } from './weather.js';

/** As many of them as one breath allows: `npm run storm` has ten thousand. */
const STORM = { seed: 5, operations: 150 };

describe('A network that breaks and a server that lies', () => {
  for (const transport of TRANSPORTS) {
    it(`leave every operation its right end over ${transport}, and nothing open`, async () => {
      const before = openHandles();
      const weather = await startWeather(STORM);
      const { right, wrong, lost, retries } = await runStorm(transport, STORM, weather.port);
      await weather.close();

      expect(wrong).toEqual([]);
      expect({ right, lost }).toEqual({ right: STORM.operations, lost: 0 });
      expect(retries).toBeGreaterThan(STORM.operations / 10);
      expect(await leftOpen(before)).toEqual([]);
    }, 90_000);
  }
});
