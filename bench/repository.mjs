import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const HEAD = `# Generated for measuring
log-file /var/log/pmta/log
postmaster postmaster@example.com
run-as-root no
<spool /var/spool/pmta>
    min-free-space 1G
</spool>
<source 10.0.0.0/8>
    smtp-service yes
    always-allow-relaying yes
    process-x-virtual-mta yes
</source>
<smtp-pattern-list slow-down>
    reply /too many connections/ mode=backoff
</smtp-pattern-list>
<domain *>
    max-smtp-out 20
    smtp-pattern-list slow-down
    backoff-to-normal-after 1h
</domain>
include vmtas/*.conf
`;

/** A VMTA as tools write them, one file each; `max-smtp-out 500` is what --fix lowers. */
function vmta(number) {
  const name = `mta-${String(number).padStart(6, '0')}`;
  const address = `10.${(number >> 14) & 255}.${(number >> 7) & 127}.${(number & 127) + 1}`;
  return {
    name,
    text: `<virtual-mta ${name}>
    smtp-source-host ${address} ${name}.mail.example.com
    <domain gmail.com>
        max-smtp-out ${number % 2 === 0 ? 500 : 5 + (number % 7)}
        retry-after 15m
    </domain>
</virtual-mta>
`,
  };
}

/**
 * Writes a repository of one file for each VMTA.
 * @param {string} folder
 * @param {{ files: number, included: boolean }} options whether a main configuration includes them all by a wildcard;
 *   else they are fragments in a folder
 * @returns {string} the folder
 */
export function generateRepository(folder, { files, included }) {
  mkdirSync(join(folder, 'vmtas'), { recursive: true });
  for (let number = 0; number < files; number++) {
    const { name, text } = vmta(number);
    writeFileSync(join(folder, 'vmtas', `${name}.conf`), text);
  }
  if (included) writeFileSync(join(folder, 'config'), HEAD);
  return folder;
}
