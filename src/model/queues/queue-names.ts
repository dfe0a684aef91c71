/** Whether a name can only be that of a queue, and none of the DNS: it has no dot, or an ending that is never delegated. */
export function cannotBeInDns(name: string): boolean {
  return !name.includes('.') || /\.(?:queue|rollup|local)$/i.test(name);
}
