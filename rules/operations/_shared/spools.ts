import { getOrMake, type Location, type Model, type SectionUse } from '../../kit.ts';

/** A directory for waiting mail: a `<spool>` section, or the one line that was used before there were sections. */
export interface Spool {
  readonly path: string;
  readonly location: Location;
  /** The sections for the directory; none for the old line. */
  readonly sections: SectionUse[];
}

/** The spools of a configuration, those of `config-defaults` too; each directory once, the first time it is named. */
export function spoolsOf(model: Model): Spool[] {
  const spools = new Map<string, Spool>();
  const addTo = (text: string | null, location: Location): SectionUse[] => {
    const path = text?.trim() ?? '';
    const spool = getOrMake(spools, path, () => ({ path, location, sections: [] }));
    return spool.sections;
  };
  for (const section of model.sectionsOf('spool')) addTo(section.argument, section.tagLocation).push(section);
  for (const use of model.named('spool'))
    if (use.section.scope === 'global' && !use.broken) addTo(use.plainValue, use.nameLocation);
  spools.delete('');
  return [...spools.values()];
}
