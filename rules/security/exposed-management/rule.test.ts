import { casesOf } from '../../../test/support/cases.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule } from './rule.ts';

const NAME = 'http-access';

function exposed(line: number, severity: 'error' | 'warning') {
  return { messageId: 'exposed', severity, at: `${line} ${NAME}` } as const;
}

function unreached(line: number, related: string) {
  return { messageId: 'unreached', severity: 'warning', at: `${line} ${NAME}`, related: [related] } as const;
}

function perhapsUnreached(line: number) {
  return {
    messageId: 'perhapsUnreached',
    severity: 'info',
    at: `${line} ${NAME}`,
    related: [`1 ${NAME}`],
  } as const;
}

const EXPOSED = [
  ['0/0 admin', 'error'],
  ['0/0 Operator', 'error'],
  ['0.0.0.0/0 monitor', 'warning'],
  ['0/0 monitor,deny-logs', 'warning'],
  ['64/7 admin', 'error'],
  ['::/0 admin', 'error'],
  ['2000::/15 monitor', 'warning'],
] as const;

testRule(rule, {
  accept: {
    ...casesOf(
      '',
      [
        '0/0 none',
        '10/8 admin',
        '2001::/16 admin',
        'fc00::/7 admin',
        '127.0.0.1 admin',
        '$network admin',
        '<%= @ip %>/0 admin',
        '0/0 $level',
        '0/0 everything',
        '0/0',
      ],
      (value) => `http-access ${value}\n`,
    ),
    'a narrow rule before a wide one': 'http-access 10.1.2.3 admin\nhttp-access 10/8 monitor\n',
    'a file that is included twice': {
      texts: { config: 'include a\ninclude a\n', a: 'http-access 10/8 monitor\n' },
    },
    'last rules that deny access to all':
      'http-access 127.0.0.1 admin\nhttp-access 0/0 none\nhttp-access ::/0 none\n',
    'no access by 0/0 before a rule for IPv6': 'http-access 0/0 none\nhttp-access ::1 monitor\n',
    'a wide rule without web monitor': 'http-mgmt-port 0\nhttp-access 0/0 admin\n',
  },
  report: {
    ...casesOf('', EXPOSED, ([value, severity]) => ({
      texts: `http-access ${value}\n`,
      findings: [exposed(1, severity)],
    })),
    'a rule that is never reached, across files': {
      texts: { config: 'include a\nhttp-access 10.1.2.3 admin\n', a: 'http-access 10/8 monitor\n' },
      findings: [
        { ...unreached(2, `a:1 ${NAME}`), data: { value: '10.1.2.3 admin', earlier: '10/8 monitor' } },
      ],
    },
    'a wide rule and one that denies access to all': {
      texts: 'http-access 0/0 monitor\nhttp-access 0/0 none\n',
      findings: [exposed(1, 'warning')],
    },
    'a rule after one that denies access to all': {
      texts: 'http-access 0/0 none\nhttp-access 127.0.0.1 admin\n',
      findings: [unreached(2, `1 ${NAME}`)],
    },
    'a wide rule that is never reached as such, not as exposed': {
      texts: 'http-access 0/0 none\nhttp-access 0/0 admin\n',
      findings: [unreached(2, `1 ${NAME}`)],
    },
    'a rule for IPv6 after one for 0/0': {
      texts: 'http-access 0/0 monitor\nhttp-access ::1 monitor\n',
      findings: [exposed(1, 'warning'), perhapsUnreached(2)],
    },
    'a wide rule for IPv6 after one for 0/0': {
      texts: 'http-access 0/0 monitor\nhttp-access ::/0 admin\n',
      findings: [exposed(1, 'warning'), exposed(2, 'error')],
    },
  },
  fix: {
    ...casesOf('', EXPOSED, ([value]) => {
      const [address = '', level = ''] = value.split(' ');
      const narrow = address.includes(':') ? '::1' : '127.0.0.1';
      return {
        texts: `http-access ${value} # all\r\n`,
        fixed: `http-access ${narrow} ${level} # all\r\n`,
        effect: 'unsafe',
        title: `narrow http-access ${address} to ${narrow}: other hosts lose the console`,
      };
    }),
    'a wide rule after one for the server itself': {
      texts: 'http-access 127.0.0.1 admin\nhttp-access 0/0 monitor\n',
      fixed: 'http-access 127.0.0.1 admin\nhttp-access 0/0 none\n',
      effect: 'unsafe',
      title: "set http-access 0/0 to none: only '127.0.0.1 admin' keeps the console",
    },
    'a wide rule before one for the server itself': {
      texts: 'http-access 0/0 monitor\nhttp-access 127.0.0.1 admin # me\nlog-file /x\n',
      fixed: 'http-access 127.0.0.1 admin # me\nhttp-access 0/0 none\nlog-file /x\n',
      effect: 'unsafe',
    },
    'a rule of the same level that is never reached': {
      texts: 'http-access 10/8 monitor\nhttp-access 10.1.2.3 monitor\n',
      fixed: 'http-access 10.1.2.3 monitor\nhttp-access 10/8 monitor\n',
      effect: 'neutral',
      title: "move http-access 10.1.2.3 monitor before '10/8 monitor'",
    },
    'a rule of another level that is never reached': {
      texts: 'http-access 10/8 monitor\nhttp-access 10.1.2.3 admin\n',
      fixed: 'http-access 10.1.2.3 admin\nhttp-access 10/8 monitor\n',
      effect: 'unsafe',
      title: "move http-access 10.1.2.3 admin before '10/8 monitor': 10.1.2.3 gets admin instead of monitor",
    },
  },
});
