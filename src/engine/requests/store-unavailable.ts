// The store could not keep what arrived: nothing was accepted, and the caller is told so.

export class StoreUnavailable extends Error {
  override readonly name = 'NotKept';
}
