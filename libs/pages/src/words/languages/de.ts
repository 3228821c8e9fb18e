import type { Catalogue } from '../catalogue.js';

export const GERMAN: Catalogue = {
  'letter.optOut': 'Abmelden',
  'letter.confirm': 'Bestätigen',
  'letter.viewOnline': 'Im Browser ansehen',
  'letter.preferences': 'Auswählen, was Sie bekommen',

  'confirmation.subject': 'Bitte bestätigen Sie Ihre Anmeldung',
  'confirmation.body':
    'Jemand, vermutlich Sie, möchte diese Adresse auf unsere Liste setzen. Wenn Sie es waren, bestätigen Sie bitte:',
  'confirmation.otherwise': 'Wenn nicht, brauchen Sie nichts zu tun.',

  'notFound.title': 'Dieser Link führt nirgendwohin',
  'notFound.body':
    'Vielleicht hat ein Mailprogramm ihn zerteilt. Bitte kopieren Sie den ganzen Link aus der Nachricht, ohne Zeilenumbruch.',
  'test.title': 'Das war eine Testnachricht',
  'test.body':
    'Ihre Links zum Abmelden und Auswählen zeigen diese Seite und ändern nichts. In der echten Aussendung wirken sie.',
  'thanks.title': 'Vielen Dank',

  'optOut.title': 'Abmelden?',
  'optOut.body': '{address} bekommt diese Nachrichten von {sender} dann nicht mehr.',
  'optOut.button': 'Abmelden',
  'optOut.lists': 'Es geht um: {lists}',
  'optedOut.title': 'Sie sind abgemeldet',
  'optedOut.body': '{address} bekommt diese Nachrichten von {sender} nicht mehr.',
  'optedOut.again': 'Wieder anmelden',
  'optedIn.title': 'Sie sind wieder angemeldet',
  'optedIn.body': '{address} bekommt ab jetzt die Nachrichten von {sender}.',

  'reason.title': 'Sagen Sie uns, warum? Sie müssen nicht.',
  'reason.too-many': 'Zu viele Nachrichten',
  'reason.not-relevant': 'Sie behandeln nicht, was mich interessiert',
  'reason.never-asked': 'Ich habe nie darum gebeten',
  'reason.not-readable': 'Sie sind auf meinem Gerät schlecht lesbar',
  'reason.other': 'Ein anderer Grund',
  'reason.button': 'Senden',
  'reason.thanks': 'Danke, dass Sie es uns gesagt haben.',

  'preferences.title': 'Was möchten Sie bekommen?',
  'preferences.body': 'Die Auswahl von {sender} für {address}.',
  'preferences.lists': 'Themen',
  'preferences.none': 'Es gibt nichts auszuwählen.',
  'preferences.lessOften': 'Seltener',
  'preferences.pause': 'Eine Pause',
  'preferences.pause.none': 'Keine Pause',
  'preferences.pause.months': '{months} Monate lang',
  'preferences.pause.month': 'Einen Monat lang',
  'preferences.paused': 'Sie bekommen bis {date} nichts.',
  'preferences.save': 'Speichern',
  'preferences.saved': 'Ihre Auswahl ist gespeichert.',
  'preferences.everything': 'Von allem abmelden',
  'preferences.everything.done': 'Sie sind von allem abgemeldet.',
  'preferences.stopped':
    'Nachrichten an {address} wurden als unerwünscht gemeldet, deshalb gehen keine mehr dorthin. Schreiben Sie uns, wenn sich das ändern soll.',
  'preferences.address': 'Eine andere Adresse',
  'preferences.address.body':
    'Wir schreiben an die neue Adresse und ändern sie, wenn Sie dort dem Link folgen.',
  'preferences.address.label': 'Neue E-Mail-Adresse',
  'preferences.address.button': 'Adresse ändern',
  'preferences.address.asked': 'Wir haben an {address} geschrieben. Bitte folgen Sie dort dem Link.',
  'preferences.address.subject': 'Bitte bestätigen Sie Ihre neue Adresse',
  'preferences.address.mail':
    'Jemand, vermutlich Sie, möchte Nachrichten künftig an dieser Adresse bekommen. Wenn Sie es waren, bestätigen Sie bitte:',
  'preferences.address.confirm.title': 'Diese Adresse verwenden?',
  'preferences.address.confirm.body': 'Nachrichten von {sender} gehen künftig an {address}.',
  'preferences.address.confirm.button': 'Ja, verwenden',
  'preferences.address.done': 'Nachrichten gehen ab jetzt an {address}.',
  'preferences.address.moved.subject': 'Ihre Adresse wurde geändert',
  'preferences.address.moved':
    'Nachrichten gehen ab jetzt an {address}. Wenn Sie das nicht wollten, schreiben Sie uns bitte.',

  'subscribe.title': 'Anmelden?',
  'subscribe.body': '{address} kommt auf unsere Liste.',
  'subscribe.button': 'Ja, anmelden',
  'subscribed.title': 'Sie stehen auf unserer Liste',
  'subscribed.body': '{address} ist bestätigt.',
  'form.thanks': 'Vielen Dank. Sie stehen auf unserer Liste.',
  'form.confirm': 'Wir haben Ihnen eine Nachricht geschickt. Bitte folgen Sie darin dem Link.',
  'form.leaveEmpty': 'Bitte leer lassen',
  'form.button': 'Anmelden',
  'form.field.emailAddress': 'E-Mail',
  'form.field.firstName': 'Vorname',
  'form.field.lastName': 'Nachname',
  'form.field.accountName': 'Firma',
  'form.field.phoneNumber': 'Telefon',
  'form.needed': 'Es fehlt: {field}.',
  'form.consent': 'Bitte setzen Sie das Häkchen, um zuzustimmen.',
  'form.address': 'An diese E-Mail-Adresse können wir nicht schreiben.',
  'form.tooLong': 'Mehr als {max} Zeichen: {field}.',
  'form.oneLine': 'Bitte nur eine Zeile: {field}.',
  'form.wrong': 'Diese Angabe passt nicht: {field}.',
  'form.tooMany': 'In der letzten Stunde kam zu viel an. Bitte versuchen Sie es später noch einmal.',
  'form.later': 'Das hat nicht geklappt. Bitte versuchen Sie es später noch einmal.',

  'moved.title': 'Dieser Link gehört zu einer früheren Adresse',
  'moved.body':
    'Briefe gehen inzwischen an eine andere Adresse. Bitte verwenden Sie den Link in einem neueren.',
  'online.gone.title': 'Dieser Brief wird nicht mehr gezeigt',
  'online.gone.body': 'Briefe sind hier eine Zeit lang nach dem Versand zu sehen.',
  'archive.title': 'Briefe von {name}',
  'archive.empty': 'Es wurde noch nichts versandt.',

  'foot.imprint': 'Impressum',
  'foot.privacy': 'Datenschutz',
  'foot.contact': 'Kontakt',
  'sender.unnamed': 'diesem Absender',

  // What owners of mailings are told.
  'notice.held.subject': '„{name}“ wird zurückgehalten',
  'notice.held.body': '„{name}“ wartet seit mehr als einer Stunde: {reason}',
  'notice.done.subject': '„{name}“ ist verschickt',
  'notice.done.body': '{sent} Nachrichten sind hinausgegangen; {failed} sind gescheitert.',
  'notice.failed.subject': '„{name}“ konnte nicht verschickt werden',
  'notice.failed.body': 'Es ist gescheitert: {reason}',
  'notice.report.subject': 'Wie es „{name}“ ergangen ist',
  'notice.report.body':
    'Nach einem Tag: {sent} verschickt, {opened} geöffnet, {clicked} angeklickt, {optedOut} abbestellt, {bounced} zurückgekommen.',
  'notice.look': 'Hier nachsehen:',
  'signIn.invitation.subject': 'Wählen Sie ein Passwort für {site}',
  'signIn.invitation.body':
    '{by} lädt Sie ein, auf {site} mit Facteur zu arbeiten. Wählen Sie hier ein Passwort:',
  'signIn.reset.subject': 'Ein neues Passwort für {site}',
  'signIn.reset.body': 'Jemand, vermutlich Sie, hat um ein neues Passwort gebeten. Wählen Sie es hier:',
  'signIn.until':
    'Der Link gilt bis {until}. Wenn Sie nichts erwartet haben, tun Sie nichts: Es ändert sich nichts.',
};
