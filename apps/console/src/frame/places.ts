/** Where a thing of a kind has its page. */
export function placeOf(type: string, id: string): string {
  switch (type) {
    case 'Mass Email':
    case 'Mailing':
      return `/mass-emails/${id}`;
    case 'Campaign':
      return `/campaigns/${id}`;
    case 'Email Template':
    case 'EmailTemplate':
      return `/templates/${id}`;
    case 'Target List':
      return `/lists/${id}`;
    case 'Segment':
      return `/segments/${id}`;
    case 'Lead Form':
      return `/forms/${id}`;
    case 'SMTP account':
    case 'SMTP Account':
      return '/admin/accounts';
    default:
      return `/people/${type}/${id}`;
  }
}
