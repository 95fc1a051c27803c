// Domains at which anybody gets a mailbox for some minutes. A choice of the best known: the whole list grows by the day.
export const DISPOSABLE_DOMAINS: ReadonlySet<string> = new Set(
  `0-mail.com 10minutemail.com 10minutemail.net 20minutemail.com 33mail.com burnermail.io deadaddress.com discard.email
  dispostable.com dropmail.me emailondeck.com fakeinbox.com fakemail.net getairmail.com getnada.com grr.la
  guerrillamail.biz guerrillamail.com guerrillamail.de guerrillamail.net guerrillamail.org guerrillamailblock.com
  inboxkitten.com jetable.org mail-temp.com mailcatch.com maildrop.cc mailexpire.com mailinator.com mailinator.net
  mailnesia.com mailnull.com mailsac.com mintemail.com moakt.com mohmal.com mytemp.email nada.email sharklasers.com
  spam4.me spamgourmet.com temp-mail.io temp-mail.org tempail.com tempinbox.com tempmail.com tempmail.dev tempmailo.com
  throwawaymail.com trash-mail.com trashmail.com trashmail.de trashmail.net yopmail.com yopmail.fr yopmail.net`
    .trim()
    .split(/\s+/),
);
