/**
 * Everything that recipients read and no marketer wrote, in English. `{name}` is filled in. A language is another object
 * with the same keys, so that the compiler names what a translation lacks.
 */
export const ENGLISH = {
  'letter.optOut': 'Unsubscribe',
  'letter.confirm': 'Confirm',
  'letter.viewOnline': 'View in your browser',
  'letter.preferences': 'Choose what you get',

  'confirmation.subject': 'Please confirm your subscription',
  'confirmation.body':
    'Somebody, hopefully you, asked for this address to be put on our list. If it was you, please confirm:',
  'confirmation.otherwise': 'If it was not, you need do nothing.',

  'notFound.title': 'This link does not lead anywhere',
  'notFound.body':
    'It may have been cut in two by a mail program. Please copy the whole link from the message, without line breaks.',
  'test.title': 'This was a test message',
  'test.body':
    'Its links to unsubscribe and to choose show this page and change nothing. In the real mailing they do.',
  'thanks.title': 'Thank you',

  'optOut.title': 'Unsubscribe?',
  'optOut.body': '{address} will get no more of these messages from {sender}.',
  'optOut.button': 'Unsubscribe',
  'optOut.lists': 'This is about: {lists}',
  'optedOut.title': 'You are unsubscribed',
  'optedOut.body': '{address} will get no more of these messages from {sender}.',
  'optedOut.again': 'Subscribe again',
  'optedIn.title': 'You are subscribed again',
  'optedIn.body': '{address} will get the messages of {sender} from now on.',

  'reason.title': 'Would you tell us why? You need not.',
  'reason.too-many': 'Too many messages',
  'reason.not-relevant': 'They are not about what I care for',
  'reason.never-asked': 'I never asked for them',
  'reason.not-readable': 'They cannot be read well on my device',
  'reason.other': 'Another reason',
  'reason.button': 'Send',
  'reason.thanks': 'Thank you for telling us.',

  'preferences.title': 'What would you like to get?',
  'preferences.body': 'These are the choices of {sender} for {address}.',
  'preferences.lists': 'Subjects',
  'preferences.none': 'There is nothing to choose from.',
  'preferences.lessOften': 'Less often',
  'preferences.pause': 'A break',
  'preferences.pause.none': 'No break',
  'preferences.pause.months': 'For {months} months',
  'preferences.pause.month': 'For a month',
  'preferences.paused': 'You get nothing until {date}.',
  'preferences.save': 'Save',
  'preferences.saved': 'Your choices were saved.',
  'preferences.everything': 'Unsubscribe from everything',
  'preferences.everything.done': 'You are unsubscribed from everything.',
  'preferences.stopped':
    'Messages to {address} were reported as unwanted, so that none go there. Please write to us if that is to change.',
  'preferences.address': 'Another address',
  'preferences.address.body': 'We write to the new address, and change it when you follow the link there.',
  'preferences.address.label': 'New e-mail address',
  'preferences.address.button': 'Change the address',
  'preferences.address.asked': 'We have written to {address}. Please follow the link there.',
  'preferences.address.subject': 'Please confirm your new address',
  'preferences.address.mail':
    'Somebody, hopefully you, asked for messages to go to this address from now on. If it was you, please confirm:',
  'preferences.address.confirm.title': 'Use this address?',
  'preferences.address.confirm.body': 'Messages of {sender} will go to {address} from now on.',
  'preferences.address.confirm.button': 'Yes, use it',
  'preferences.address.done': 'Messages go to {address} from now on.',
  'preferences.address.moved.subject': 'Your address was changed',
  'preferences.address.moved':
    'Messages go to {address} from now on. If you did not ask for this, please write to us.',

  'subscribe.title': 'Subscribe?',
  'subscribe.body': '{address} will be put on our list.',
  'subscribe.button': 'Yes, subscribe me',
  'subscribed.title': 'You are on our list',
  'subscribed.body': '{address} was confirmed.',
  'form.thanks': 'Thank you. You are on our list.',
  'form.confirm': 'We have sent you a message. Please follow the link in it to confirm.',
  'form.leaveEmpty': 'Leave this empty',
  'form.button': 'Subscribe',
  'form.field.emailAddress': 'E-mail',
  'form.field.firstName': 'First name',
  'form.field.lastName': 'Last name',
  'form.field.accountName': 'Company',
  'form.field.phoneNumber': 'Phone',
  'form.needed': '{field} is needed.',
  'form.consent': 'Please tick the box to agree.',
  'form.address': 'This is no e-mail address that we can write to.',
  'form.tooLong': '{field} has more than {max} characters.',
  'form.oneLine': '{field} must be one line.',
  'form.wrong': '{field} cannot be used as it is.',
  'form.tooMany': 'Too much has come in within the last hour. Please try again later.',
  'form.later': 'That did not work. Please try again later.',

  'moved.title': 'This link belongs to an earlier address',
  'moved.body': 'Letters go to another address by now. Please use the link in a newer one.',
  'online.gone.title': 'This letter is no longer shown',
  'online.gone.body': 'Letters can be seen here for a while after they were sent.',
  'archive.title': 'Letters of {name}',
  'archive.empty': 'Nothing has been sent yet.',

  'foot.imprint': 'Imprint',
  'foot.privacy': 'Privacy',
  'foot.contact': 'Contact',
  'sender.unnamed': 'this sender',

  // What owners of mailings are told.
  'notice.held.subject': '“{name}” is held',
  'notice.held.body': '“{name}” has been waiting for more than an hour: {reason}',
  'notice.done.subject': '“{name}” has gone out',
  'notice.done.body': '{sent} messages have left; {failed} failed.',
  'notice.failed.subject': '“{name}” could not be sent',
  'notice.failed.body': 'It has failed: {reason}',
  'notice.report.subject': 'How “{name}” went',
  'notice.report.body':
    'After a day: {sent} sent, {opened} opened, {clicked} clicked, {optedOut} unsubscribed, {bounced} bounced.',
  'notice.began.subject': '“{name}” has begun to go out',
  'notice.began.body': 'The first messages are on their way.',
  'notice.braked.subject': '“{name}” is paused',
  'notice.braked.body': '“{name}” was paused to do no harm: {reason}',
  'notice.approval-asked.subject': '{by} asks for your yes to “{name}”',
  'notice.approval-asked.body':
    '“{name}” is to go to {recipients} recipients, and waits for a second person. {by} asks you to look at it.',
  'notice.approval-given.subject': '{by} said yes to “{name}”',
  'notice.approval-given.body': '“{name}” may go out.',
  'notice.approval-refused.subject': '{by} said no to “{name}”',
  'notice.approval-refused.body': '“{name}” stays here. The reason: {reason}',
  'notice.import-done.subject': '“{name}” is read',
  'notice.import-done.body': '{created} records were made and {updated} changed; {errors} rows have errors.',
  'notice.import-failed.subject': '“{name}” could not be read',
  'notice.import-failed.body': 'It was not imported: {reason}',
  'notice.look': 'Look at it:',

  // What people who sign in are mailed.
  'signIn.invitation.subject': 'Choose a password for {site}',
  'signIn.invitation.body': '{by} invites you to work with Facteur at {site}. Choose a password here:',
  'signIn.reset.subject': 'A new password for {site}',
  'signIn.reset.body': 'Somebody, probably you, asked for a new password. Choose it here:',
  'signIn.until': 'The link is good until {until}. If you expected none, do nothing: nothing changes.',
};

export type WordKey = keyof typeof ENGLISH;
export type Catalogue = Record<WordKey, string>;
