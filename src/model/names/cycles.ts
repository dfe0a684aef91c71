/**
 * The groups of nodes of a graph that reach each other, a node that reaches itself included: Tarjan's strongly connected
 * components, on a stack of its own, in linear time. Nodes of a group are in the order of `nodes`.
 *
 * @param next The nodes that a node leads to; those that are not among `nodes` are left out.
 */
export function cyclesIn(
  nodes: readonly string[],
  next: (node: string) => readonly string[],
): readonly (readonly string[])[] {
  const position = new Map(nodes.map((node, index) => [node, index]));
  const number = new Map<string, number>();
  const lowest = new Map<string, number>();
  const waiting: string[] = [];
  const isWaiting = new Set<string>();
  const groups: string[][] = [];
  const lower = (node: string, to: number): void => {
    lowest.set(node, Math.min(lowest.get(node) ?? to, to));
  };

  for (const start of nodes) {
    const frames: { node: string; targets: readonly string[]; at: number }[] = [];
    const enter = (node: string): void => {
      number.set(node, number.size);
      lower(node, number.size - 1);
      waiting.push(node);
      isWaiting.add(node);
      frames.push({ node, targets: next(node).filter((target) => position.has(target)), at: 0 });
    };
    if (!number.has(start)) enter(start);
    for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
      const { node } = frame;
      const target = frame.targets[frame.at++];
      if (target !== undefined) {
        const known = number.get(target);
        if (known === undefined) enter(target);
        else if (isWaiting.has(target)) lower(node, known);
        continue;
      }
      frames.pop();
      const low = lowest.get(node) ?? 0;
      const above = frames.at(-1);
      if (above !== undefined) lower(above.node, low);
      if (low !== number.get(node)) continue;
      const group: string[] = waiting.splice(waiting.lastIndexOf(node));
      for (const member of group) isWaiting.delete(member);
      if (group.length > 1 || frame.targets.includes(node)) groups.push(group);
    }
  }
  const order = (node: string | undefined): number => position.get(node ?? '') ?? 0;
  for (const group of groups) group.sort((a, b) => order(a) - order(b));
  return groups.sort((a, b) => order(a[0]) - order(b[0]));
}
