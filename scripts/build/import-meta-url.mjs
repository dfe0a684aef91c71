// A CommonJS file has no `import.meta.url`; yargs-parser asks for it while it loads.
import { pathToFileURL } from 'node:url';

export const importMetaUrl = /* @__PURE__ */ pathToFileURL(__filename).href;
