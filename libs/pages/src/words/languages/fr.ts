import type { Catalogue } from '../catalogue.js';

export const FRENCH: Catalogue = {
  'letter.optOut': 'Se désabonner',
  'letter.confirm': 'Confirmer',
  'letter.viewOnline': 'Voir dans le navigateur',
  'letter.preferences': 'Choisir ce que vous recevez',

  'confirmation.subject': 'Merci de confirmer votre inscription',
  'confirmation.body':
    'Quelqu’un, sans doute vous, a demandé l’inscription de cette adresse à notre liste. Si c’est bien vous, merci de confirmer :',
  'confirmation.otherwise': 'Dans le cas contraire, vous n’avez rien à faire.',

  'notFound.title': 'Ce lien ne mène nulle part',
  'notFound.body':
    'Un logiciel de messagerie l’a peut-être coupé en deux. Copiez le lien entier depuis le message, sans retour à la ligne.',
  'test.title': 'C’était un message d’essai',
  'test.body':
    'Ses liens de désabonnement et de préférences affichent cette page et ne changent rien. Dans l’envoi réel, ils agissent.',
  'thanks.title': 'Merci',

  'optOut.title': 'Se désabonner ?',
  'optOut.body': '{address} ne recevra plus ces messages de {sender}.',
  'optOut.button': 'Me désabonner',
  'optOut.lists': 'Il s’agit de : {lists}',
  'optedOut.title': 'Vous êtes désabonné',
  'optedOut.body': '{address} ne recevra plus ces messages de {sender}.',
  'optedOut.again': 'Me réabonner',
  'optedIn.title': 'Vous êtes de nouveau abonné',
  'optedIn.body': '{address} recevra désormais les messages de {sender}.',

  'reason.title': 'Voulez-vous nous dire pourquoi ? Rien ne vous y oblige.',
  'reason.too-many': 'Trop de messages',
  'reason.not-relevant': 'Ils ne parlent pas de ce qui m’intéresse',
  'reason.never-asked': 'Je ne les ai jamais demandés',
  'reason.not-readable': 'Ils se lisent mal sur mon appareil',
  'reason.other': 'Une autre raison',
  'reason.button': 'Envoyer',
  'reason.thanks': 'Merci de nous l’avoir dit.',

  'preferences.title': 'Que souhaitez-vous recevoir ?',
  'preferences.body': 'Voici les choix de {sender} pour {address}.',
  'preferences.lists': 'Sujets',
  'preferences.none': 'Il n’y a rien à choisir.',
  'preferences.lessOften': 'Moins souvent',
  'preferences.pause': 'Une pause',
  'preferences.pause.none': 'Pas de pause',
  'preferences.pause.months': 'Pendant {months} mois',
  'preferences.pause.month': 'Pendant un mois',
  'preferences.paused': 'Vous ne recevez rien jusqu’au {date}.',
  'preferences.save': 'Enregistrer',
  'preferences.saved': 'Vos choix sont enregistrés.',
  'preferences.everything': 'Me désabonner de tout',
  'preferences.everything.done': 'Vous êtes désabonné de tout.',
  'preferences.stopped':
    'Des messages à {address} ont été signalés comme indésirables ; il n’en part donc plus. Écrivez-nous si cela doit changer.',
  'preferences.address': 'Une autre adresse',
  'preferences.address.body':
    'Nous écrivons à la nouvelle adresse, et la changeons quand vous suivez le lien qui s’y trouve.',
  'preferences.address.label': 'Nouvelle adresse électronique',
  'preferences.address.button': 'Changer d’adresse',
  'preferences.address.asked': 'Nous avons écrit à {address}. Merci d’y suivre le lien.',
  'preferences.address.subject': 'Merci de confirmer votre nouvelle adresse',
  'preferences.address.mail':
    'Quelqu’un, sans doute vous, a demandé que les messages arrivent désormais à cette adresse. Si c’est bien vous, merci de confirmer :',
  'preferences.address.confirm.title': 'Utiliser cette adresse ?',
  'preferences.address.confirm.body': 'Les messages de {sender} arriveront désormais à {address}.',
  'preferences.address.confirm.button': 'Oui, l’utiliser',
  'preferences.address.done': 'Les messages arrivent désormais à {address}.',
  'preferences.address.moved.subject': 'Votre adresse a été changée',
  'preferences.address.moved':
    'Les messages arrivent désormais à {address}. Si vous ne l’avez pas demandé, écrivez-nous.',

  'subscribe.title': 'S’abonner ?',
  'subscribe.body': '{address} sera inscrite à notre liste.',
  'subscribe.button': 'Oui, m’abonner',
  'subscribed.title': 'Vous êtes sur notre liste',
  'subscribed.body': '{address} est confirmée.',
  'form.thanks': 'Merci. Vous êtes sur notre liste.',
  'form.confirm': 'Nous vous avons envoyé un message. Merci d’y suivre le lien pour confirmer.',
  'form.leaveEmpty': 'Laissez ce champ vide',
  'form.button': 'S’abonner',
  'form.field.emailAddress': 'Adresse électronique',
  'form.field.firstName': 'Prénom',
  'form.field.lastName': 'Nom',
  'form.field.accountName': 'Société',
  'form.field.phoneNumber': 'Téléphone',
  'form.needed': 'Il manque : {field}.',
  'form.consent': 'Veuillez cocher la case pour donner votre accord.',
  'form.address': 'Ce n’est pas une adresse électronique à laquelle nous pouvons écrire.',
  'form.tooLong': 'Plus de {max} caractères : {field}.',
  'form.oneLine': 'Une seule ligne, s’il vous plaît : {field}.',
  'form.wrong': 'Ce champ ne convient pas : {field}.',
  'form.tooMany': 'Trop de demandes sont arrivées depuis une heure. Merci de réessayer plus tard.',
  'form.later': 'Cela n’a pas fonctionné. Merci de réessayer plus tard.',

  'moved.title': 'Ce lien appartient à une ancienne adresse',
  'moved.body':
    'Les lettres arrivent désormais à une autre adresse. Merci d’utiliser le lien d’une lettre plus récente.',
  'online.gone.title': 'Cette lettre n’est plus affichée',
  'online.gone.body': 'Les lettres se voient ici quelque temps après leur envoi.',
  'archive.title': 'Les lettres de {name}',
  'archive.empty': 'Rien n’a encore été envoyé.',

  'foot.imprint': 'Mentions légales',
  'foot.privacy': 'Vie privée',
  'foot.contact': 'Contact',
  'sender.unnamed': 'cet expéditeur',

  // What owners of mailings are told.
  'notice.held.subject': '« {name} » est retenue',
  'notice.held.body': '« {name} » attend depuis plus d’une heure : {reason}',
  'notice.done.subject': '« {name} » est partie',
  'notice.done.body': '{sent} messages sont partis ; {failed} ont échoué.',
  'notice.failed.subject': '« {name} » n’a pas pu être envoyée',
  'notice.failed.body': 'L’envoi a échoué : {reason}',
  'notice.report.subject': 'Ce qu’a donné « {name} »',
  'notice.report.body':
    'Après un jour : {sent} envoyés, {opened} ouverts, {clicked} cliqués, {optedOut} désabonnés, {bounced} rejetés.',
  'notice.look': 'À voir ici :',
  'signIn.invitation.subject': 'Choisissez un mot de passe pour {site}',
  'signIn.invitation.body':
    '{by} vous invite à travailler avec Facteur sur {site}. Choisissez ici un mot de passe :',
  'signIn.reset.subject': 'Un nouveau mot de passe pour {site}',
  'signIn.reset.body': 'Quelqu’un, sans doute vous, a demandé un nouveau mot de passe. Choisissez-le ici :',
  'signIn.until':
    'Le lien est valable jusqu’au {until}. Si vous n’attendiez rien, ne faites rien : rien ne change.',
};
