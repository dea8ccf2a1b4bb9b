const WIDTH_WITHOUT_TERMINAL = 110;

/** Breaks lines between words so that none is wider than the terminal; continued lines are indented a little more. */
export function wrap(text: string, columns: number = process.stdout.columns ?? WIDTH_WITHOUT_TERMINAL): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line, columns))
    .join('\n');
}

function wrapLine(line: string, columns: number): string {
  const indent = /^ */.exec(line)![0];
  const lines: string[] = [];
  let current = indent;
  for (const word of line.trim().split(' ')) {
    const isFirst = current.trim() === '';
    if (!isFirst && current.length + 1 + word.length > columns) {
      lines.push(current);
      current = `${indent}  ${word}`;
    } else current += isFirst ? word : ` ${word}`;
  }
  return [...lines, current].join('\n');
}
