// Checks the JSON given to the control interface, so that a misspelt order is told instead of silently ignored.

export type Shape = 'string' | 'number' | 'boolean' | readonly string[] | { [name: string]: Shape } | [Shape];

export class Misfit extends Error {}

/** Throws a sentence naming the first member that does not fit. Every member is optional. */
export function mustFit(value: unknown, shape: Shape, name = 'The body'): void {
  if (typeof shape === 'string') {
    if (typeof value !== shape) throw new Misfit(`${name} must be a ${shape}.`);
  } else if (isChoice(shape)) {
    if (typeof value !== 'string' || !shape.includes(value)) {
      throw new Misfit(`${name} must be one of ${shape.join(', ')}.`);
    }
  } else if (Array.isArray(shape)) {
    if (!Array.isArray(value)) throw new Misfit(`${name} must be a list.`);
    for (const one of value) mustFit(one, shape[0], `An item of ${name}`);
  } else {
    membersMustFit(value, shape, name);
  }
}

function membersMustFit(value: unknown, shape: { [name: string]: Shape }, name: string): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Misfit(`${name} must be an object.`);
  for (const [member, content] of Object.entries(value)) {
    const expected = Object.hasOwn(shape, member) ? shape[member] : undefined;
    if (expected === undefined) {
      throw new Misfit(`${name} has no member ${member}; it may have ${Object.keys(shape).join(', ')}.`);
    }
    mustFit(content, expected, member);
  }
}

// A list of allowed words, not a list whose items have a shape: that one has a single item, and no word is a shape name.
function isChoice(shape: Shape): shape is readonly string[] {
  return Array.isArray(shape) && shape.length > 1;
}
