import { booleanOf, type Model } from '../../kit.ts';

/** Whether programs may submit mail with a VMTA or pool of their choice: through the APIs of PowerMTA. */
export function takesApiMail(model: Model): boolean {
  return (
    model.sectionsOf('transmissions-api').length > 0 ||
    model.named('always-allow-api-submission').some((use) => booleanOf(use.plainValue ?? '') !== false)
  );
}
