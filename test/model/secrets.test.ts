import { describe, expect, it } from 'vitest';
import { secretsIn } from '../../src/model/secrets.ts';
import { SourceFile } from '../../src/model/source/source-file.ts';

/** The text with each secret range as `***`. */
function masked(text: string): string {
  const file = new SourceFile('/c', '/c', Buffer.from(text));
  let result = '';
  let at = 0;
  for (const { start, end } of secretsIn(file)) {
    expect(start).toBeGreaterThanOrEqual(at);
    result += `${text.slice(at, start)}***`;
    at = end;
  }
  return result + text.slice(at);
}

describe('secrets', () => {
  it.each([
    ['password hunter2', 'password ***'],
    ['  Password\t"hunter2 x"  # old: hunter1', '  Password\t***'],
    ['password # hunter2', 'password ***'],
    ['password hunter#2', 'password ***'],
    ['password "hunter2', 'password ***'],
    ['http-api-key AAAA\r\nhost-name x', 'http-api-key ***\r\nhost-name x'],
    ['auth-password hunter2', 'auth-password ***'],
    ['smtp-client-certificate /a.pem hunter2', 'smtp-client-certificate ***'],
    ['tls-certificate /a.pem hunter2', 'tls-certificate ***'],
  ])('are values of secret directives, to the end of the line: %j', (text, expected) => {
    expect(masked(text)).toBe(expected);
  });

  it.each([
    ['passwrd hunter2', 'passwrd ***'],
    ['auth-pasword hunter2', 'auth-pasword ***'],
    ['http-apikey AAAA', 'http-apikey ***'],
    // A Cyrillic letter, and a no-break space.
    ['p\u0430ssword hunter2', 'p\u0430ssword ***'],
    ['password\u00a0hunter2', 'password\u00a0***'],
    ['password=hunter2', 'password=***'],
    ['password: hunter2', 'password: ***'],
    ['password:hunter2', 'password:***'],
    ['password => hunter2', 'password =***'],
    ['password,hunter2', 'password,***'],
    ['"password" hunter2', '"password" ***'],
    [`'password': 'hunter2'`, `'password': ***`],
    ['{"password":"hunter2"}', '{"password":***'],
    ['* password hunter2', '* password ***'],
    ['+password hunter2', '+password ***'],
  ])('stay hidden after a name that is nearly one: %j', (text, expected) => {
    expect(masked(text)).toBe(expected);
  });

  it.each([
    ['#password hunter2', '#password ***'],
    ['  ## # password hunter2 # x', '  ## # password ***'],
    ['# passwrd hunter2', '# passwrd ***'],
    ['#password=hunter2', '#password=***'],
    ['host-name x # password hunter2', 'host-name x # password ***'],
    ['// password hunter2', '// password ***'],
    ['; password hunter2', '; password ***'],
    [';password hunter2', ';password ***'],
    ['<smtp-user u> password hunter2 </smtp-user>', '<smtp-user u> password ***'],
    ['<!-- password hunter2 -->', '<!-- password ***'],
  ])('stay hidden where the line is commented out or broken: %j', (text, expected) => {
    expect(masked(text)).toBe(expected);
  });

  it('go on where the value was wrapped', () => {
    expect(masked('http-api-key AAAA \\\n  BBBB\nhost-name x')).toBe('http-api-key ***\n***\nhost-name x');
    expect(masked('http-api-key AAAA,\n  BBBB.CCC\nhost-name x')).toBe('http-api-key ***\n***\nhost-name x');
  });

  it.each([
    ['auth-password hunter2,\n  swordfish9\nhost-name x', 'auth-password ***\n***\nhost-name x'],
    ['auth-password hunter2, # a\n\n  swordfish9', 'auth-password ***\n\n***'],
    ['auth-password hunter2,\nhost-name x\nswordfish', 'auth-password ***\nhost-name x\nswordfish'],
    ['password "hunter2\nsword fish"\nswordfish', 'password ***\n***\nswordfish'],
    ['password "hunter2\nsword\nfish"\nswordfish', 'password ***\n***\n***\nswordfish'],
    ['password\n\n# here\nhunter2\nswordfish', 'password\n\n# here\n***\nswordfish'],
    ['password:\n  hunter2', 'password:\n***'],
    ['"password" =\nhunter2', '"password" =\n***'],
    ['# password\n# hunter2\nswordfish', '# password\n***\nswordfish'],
    ['password \\\nhost-name x', 'password ***\n***'],
    ['<password>\nhunter2', '<password>\n***'],
    ['<password>hunter2</password>', '<password>***'],
  ])('go on in lines that can be nothing else: %j', (text, expected) => {
    expect(masked(text)).toBe(expected);
  });

  it('are private keys from the first to the last line', () => {
    const key = [
      '-----BEGIN RSA PRIVATE KEY-----',
      'Proc-Type: 4,ENCRYPTED',
      'MIIEpAIBAAKCAQEA0Z3V',
      '# aGk+/A==',
    ];
    const text = ['host-name x', ...key, '-----END RSA PRIVATE KEY-----', 'swordfish'].join('\n');
    const shown = ['host-name x', '-----BEGIN RSA PRIVATE KEY-----', '***', '***', '***'];
    expect(masked(text)).toBe([...shown, '-----END RSA PRIVATE KEY-----', 'swordfish'].join('\n'));
    expect(masked([...key, '<domain x>'].join('\n'))).toBe([...shown.slice(1), '<domain x>'].join('\n'));
    expect(masked('x -----BEGIN PRIVATE KEY-----MIIEpAIBAA')).toBe('x -----BEGIN PRIVATE KEY-----***');
  });

  it('are values of macros that a secret uses, or that are named like one', () => {
    expect(masked('domain-macro pw hunter2\npassword $pw')).toBe('domain-macro pw ***\npassword ***');
    expect(masked('domain-macro api_key hunter2')).toBe('domain-macro api_key ***');
    expect(masked('domain-macro pw hunter2\nhost-name $pw')).toBe('domain-macro pw hunter2\nhost-name $pw');
  });

  it.each([
    'host-name mail.example.com',
    '# the password is kept elsewhere',
    'max-smtp-out 20 # enough',
    'domain-key s,x.com,/etc/pmta/x.pem',
    '<smtp-user password>\n</smtp-user>',
    'password',
  ])('leave everything else alone: %j', (text) => {
    expect(masked(text)).toBe(text);
  });
});
