// The store could not keep what arrived: nothing was accepted, and the caller is told so.

export class NotKept extends Error {
  override readonly name = 'NotKept';
}
