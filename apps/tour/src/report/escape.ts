const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as it stands in HTML. */
export function escape(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => entities[sign]!);
}
