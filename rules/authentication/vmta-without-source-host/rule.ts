import { defineRule, quote } from '../../kit.ts';
import { hasGlobalIp, rivalGreetings, vmtasWithoutIp } from './analysis.ts';

export const rule = defineRule({
  id: 'vmta-without-source-host',
  category: 'authentication',
  severity: 'warning',
  preset: 'recommended',
  fixes: [],
  summary: 'a VMTA without an address of its own, or an address that greets with several names',
  requires: ['<virtual-mta>'],
  messages: {
    noSourceHost: ({ vmta, isGlobal }: { subject: string; vmta: string; isGlobal: boolean }) => ({
      message: `the VMTA ${quote(vmta)} has no smtp-source-host, so its mail goes out from ${
        isGlobal
          ? 'the smtp-source-host of the top level, together with all other mail that has none'
          : 'whatever address the system picks, and greets with the name of the host'
      }: providers judge it by the reputation of that address, and the name may not fit its reverse DNS; give it 'smtp-source-host ADDRESS HOSTNAME'`,
    }),
    twoNames: ({ ip, host, otherHost }: { ip: string; host: string; otherHost: string }) => ({
      message: `the address ${quote(ip)} greets as ${quote(host)} here and as ${quote(otherHost)} in another VMTA: its reverse DNS can name one of them only, and providers slow down or refuse mail whose greeting does not fit; give each VMTA an address of its own, or all that share one the same name`,
    }),
  },
  check({ model, report }) {
    for (const vmta of vmtasWithoutIp(model)) {
      report({
        location: vmta.tagLocation,
        messageId: 'noSourceHost',
        data: { subject: 'smtp-source-host', vmta: vmta.argument ?? '', isGlobal: hasGlobalIp(model) },
      });
    }
    for (const { use, ip, host, first } of rivalGreetings(model)) {
      report({
        location: use.nameLocation,
        messageId: 'twoNames',
        data: { ip, host, otherHost: first.host },
        related: [{ ...first.use.nameLocation, message: 'another name for the address' }],
      });
    }
  },
});
