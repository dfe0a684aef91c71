import { afterAll } from 'vitest';
import { removeFolders } from './folders.ts';

// A set-up file runs once per test file; a helper that test files share would register this once per worker.
afterAll(removeFolders);
