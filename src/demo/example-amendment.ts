// The amendment the demo offers to paste: every field of the published page, with values of our own.

export const EXAMPLE_AMENDMENT = {
  id: 23467,
  supplierReference: 'SI_RE233827673',
  serviceProblemId: 12356,
  supplierServiceProblemReference: 'SK_PRO233827673',
  problemText: 'The service keeps dropping between 6pm and 9pm every evening.',
  escalationRequest: true,
  characteristics: [{ name: 'END_USER_CPE', value: 'Zyxel DX3301' }],
  primaryContact: { name: 'Morgan Example', email: 'morgan@example.com', phoneNumber: '01632 960123' },
  secondaryContact: { name: 'Robin Example', phoneNumber: '01632 960456' },
  appointmentReservationId: 345,
  appointmentReservationReference: 'A234X',
  hazards: 'Hazardous materials stored on site',
  onSiteRestrictions: 'Restricted access',
  notes: 'The customer works from home.',
};
