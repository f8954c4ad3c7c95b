import {
  asksByNameInTime,
  countsPolls,
  endsInTime,
  endsOnce,
  nothingAfterTheEnd,
  oneCallAtATime,
} from './polling-count-invariants.js';
import { delaysOfSchedule, neverHot, noCallInAPause, pollsWhenDue } from './polling-delay-invariants.js';

/** The rules of polling: each throws when a log breaks it. */
export const invariants = {
  oneCallAtATime,
  nothingAfterTheEnd,
  endsOnce,
  countsPolls,
  asksByNameInTime,
  endsInTime,
  noCallInAPause,
  pollsWhenDue,
  delaysOfSchedule,
  neverHot,
};
