// The store could not take what arrived: nothing was accepted, and the caller may repeat it.

export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}
