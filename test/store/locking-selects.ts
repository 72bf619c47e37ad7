// Finds, in SQL, selects that lock rows through more than the keys of one table.

const LOCKS = /\bfor\s+(?:no\s+key\s+)?update\b/gi;

/** The text from the opening parenthesis (or the start of the statement) around `at` to `at`, with what stands in front of it. */
function selectAround(sql: string, at: number): { before: string; select: string } {
  let depth = 0;
  for (let index = at - 1; index >= 0; index -= 1) {
    const character = sql[index];
    if (character === ')') depth += 1;
    else if (character === '(' && depth > 0) depth -= 1;
    else if (depth === 0 && (character === '(' || character === ';')) {
      const before = character === '(' ? sql.slice(0, index) : '';
      return { before, select: sql.slice(index + 1, at) };
    }
  }
  return { before: '', select: sql.slice(0, at) };
}

/** Why a locking select may lose rows that another transaction changes; empty where it may not. */
export function unsafeLocks(sql: string): string[] {
  const text = sql.replace(/--[^\n]*/g, '').replace(/\s+/g, ' ');
  return [...text.matchAll(LOCKS)].flatMap(({ index }) => {
    const { before, select } = selectAround(text, index);
    const from = /\bfrom\b/i.test(select) ? select.slice(select.search(/\bfrom\b/i)) : select;
    const outside = from.replace(/\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)/g, '()');
    const tables = outside.split(/\bwhere\b|\border by\b|\blimit\b|\boffset\b/i)[0] ?? '';
    const faults = [
      ...(/\bjoin\b/i.test(tables) || tables.includes(',') ? ['locks through a join'] : []),
      ...(/\b(?:union|intersect|except|group by|having|distinct(?! from)|over)\b/i.test(
        `${select.split(/\bfrom\b/i)[0]} ${outside}`,
      )
        ? ['locks through a set, a group or a window']
        : []),
      ...(/\b(?:in|any|some|all) ?\( ?select\b/i.test(from) ? ['locks what a sub-select finds'] : []),
      ...(/(?:\b(?:in|any|some|all|exists)|=) ?$/i.test(before) ? ['is itself a sub-select of a condition'] : []),
    ];
    return faults.map((fault) => `${fault}: ${select.trim().slice(0, 120)}`);
  });
}
