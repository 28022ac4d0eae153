/**
 * Markdown runs lines of a paragraph together. In our doc comments some lines mean something by themselves: equations,
 * which become a block of code, and `Shapes:` and `Weights:`, which begin a new line.
 *
 * @param {string} text the prose of a doc comment
 */
export function layOut(text) {
  return text
    .split(/\n{2,}/)
    .map((paragraph) => (isEquations(paragraph) ? `\`\`\`text\n${paragraph}\n\`\`\`` : paragraph))
    .join('\n\n')
    .replaceAll(/\n(?=(Shapes|Weights): )/g, '  \n');
}

/** Two or more lines, each of which assigns a symbol or an expression. @param {string} paragraph */
function isEquations(paragraph) {
  const lines = paragraph.split('\n');
  return lines.length > 1 && lines.every((line) => /^\s*\S.{0,40}? [=←→] /.test(line));
}
