// A program that starts, and its first answer, take seconds on a busy machine.
jasmine.DEFAULT_TIMEOUT_INTERVAL = 60_000;
