interface Node {
  readonly properties?: { className?: unknown; tabIndex?: number };
  readonly children?: readonly Node[];
}

/** Lets the keyboard reach displayed equations: on a narrow page a wide one scrolls by itself. */
export function focusableEquations(): (tree: Node) => void {
  return function visit({ properties, children = [] }: Node): void {
    const { className } = properties ?? {};
    if (properties && Array.isArray(className) && className.includes('katex-display'))
      properties.tabIndex = 0;
    else for (const child of children) visit(child);
  };
}
