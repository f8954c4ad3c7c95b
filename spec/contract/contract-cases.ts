import { answerCases } from './answer-cases.js';
import { callCases } from './call-cases.js';
import type { ContractCase } from './contract.js';
import { failureCases } from './failure-cases.js';
import { handleCases } from './handle-cases.js';
import { listCases } from './list-cases.js';
import { pollingCases } from './polling-cases.js';
import { storeCases } from './store-cases.js';
import { watchingCases } from './watching-cases.js';

/** What every operations client does, whatever is under it. */
export const contractCases: readonly ContractCase[] = [
  ...answerCases,
  ...failureCases,
  ...callCases,
  ...handleCases,
  ...listCases,
  ...pollingCases,
  ...storeCases,
  ...watchingCases,
];
