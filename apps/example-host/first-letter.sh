#!/usr/bin/env bash
# From an empty installation to a delivered letter. FACTEUR: where it is; SMTP_PORT: of an SMTP server on this machine.
set -euo pipefail
FACTEUR=${FACTEUR:-http://localhost:3000/marketing}

call() {
  curl --fail-with-body -sS -X "$1" "$FACTEUR/api/v1$2" \
    -H 'authorization: Bearer mia-token' -H 'content-type: application/json' -d "${3:-{\}}"
}
id() { node -pe 'JSON.parse(require("fs").readFileSync(0)).id'; }

call PATCH /settings/outbound-email "{\"smtpHost\": \"127.0.0.1\", \"smtpPort\": ${SMTP_PORT:-1025}, \"smtpSecurity\": \"None\",
  \"fromAddress\": \"news@shop.example\", \"fromName\": \"The shop\"}" > /dev/null
list=$(call POST /target-lists '{"name": "Readers"}' | id)
call POST "/target-lists/$list/members" '{"targetType": "Customer", "all": true}' > /dev/null
campaign=$(call POST /campaigns '{"name": "Spring", "type": "Newsletter", "status": "Active"}' | id)
link=$(call POST /tracking-urls "{\"name\": \"Prices\", \"url\": \"https://shop.example/prices\", \"campaignId\": \"$campaign\"}" | id)
template=$(call POST /email-templates "{\"name\": \"Spring\", \"subject\": \"Hello {{person.firstName}}\",
  \"body\": \"<p>See our <a href='<trackingUrl:$link>'>prices</a>. <a href='<optOutUrl>'>No more letters</a></p>\"}" | id)
mailing=$(call POST /mass-emails "{\"name\": \"Spring letter\", \"status\": \"Pending\", \"templateId\": \"$template\",
  \"campaignId\": \"$campaign\", \"targetListIds\": [\"$list\"]}" | id)
job=$(call GET '/scheduled-jobs?filter.job=SendMassEmails' | node -pe 'JSON.parse(require("fs").readFileSync(0)).data[0].id')
call POST "/scheduled-jobs/$job/run" > /dev/null
call GET "/mass-emails/$mailing/progress"
