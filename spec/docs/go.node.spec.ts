import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as operators from '../../operators/index.js';
import * as root from '../../src/index.js';
import { of } from 'rxjs';
import { ScriptedClient } from '../support/scripted-client.js';

const PACKAGE = 'cloud.google.com/go/longrunning';
