import { fromEntity } from '@facteur/facteur/audience';
import { Customer } from '../shop/customer.entity.js';
import { Subscription } from '../shop/subscription.entity.js';

/** Whom letters go to: two of the shop's entities. Nothing of them is shown that is not named here. */
export const targets = [
  fromEntity(Customer, {
    email: ['mail', 'otherMail'],
    name: ['firstName', 'lastName'],
    language: 'language',
    fields: ['firstName', 'lastName', 'city'],
  }),
  fromEntity(Subscription, {
    email: 'mail',
    name: 'reader',
    fields: ['magazine'],
    order: 200,
  }),
];
