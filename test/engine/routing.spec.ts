// Which of a tenant's suppliers a service belongs to.

import { describe, expect, it } from '@jest/globals';
import { supplierFor } from '../../src/engine/requests/routing.js';

const tenant = {
  supplier: 'cityfibre',
  routing: [
    { serviceSpecification: 'wlr3', supplier: 'abillity' },
    { servicePrefix: '01', supplier: 'abillity' },
    { serviceSpecification: 'business', servicePrefix: 'B', supplier: 'abillity' },
  ],
};

describe('the supplier of a service', () => {
  it.each([
    ['by its kind', { serviceId: 'SRV1', specificationId: 'wlr3' }, 'abillity'],
    ['by how its id begins', { serviceId: '01632960001', specificationId: 'ftthl2r' }, 'abillity'],
    ['by both, where a rule names both', { serviceId: 'B77', specificationId: 'business' }, 'abillity'],
    ['not by one of two', { serviceId: 'C77', specificationId: 'business' }, 'cityfibre'],
    ['by default', { serviceId: 'SRV1', specificationId: 'ftthl2r' }, 'cityfibre'],
    ['not by a part of its kind', { serviceId: 'SRV1', specificationId: 'wlr3x' }, 'cityfibre'],
    ['by its kind alone, for an appointment', { specificationId: 'wlr3' }, 'abillity'],
    ['by default, for an appointment whose kind no rule names', { specificationId: 'ftthl2r' }, 'cityfibre'],
    ['by default, where nothing is known of it', {}, 'cityfibre'],
  ])('is selected %s', (_how, by, supplier) => {
    expect(supplierFor(tenant, by)).toBe(supplier);
  });

  it('is that of the first rule that matches', () => {
    const rules = [{ servicePrefix: '0', supplier: 'one' }, ...tenant.routing];
    expect(supplierFor({ ...tenant, routing: rules }, { serviceId: '01', specificationId: 'wlr3' })).toBe('one');
  });

  it('is the default one of a tenant without rules', () => {
    expect(supplierFor({ supplier: 'cityfibre' }, { serviceId: '01', specificationId: 'wlr3' })).toBe('cityfibre');
    expect(supplierFor(undefined, {})).toBe('');
  });
});
