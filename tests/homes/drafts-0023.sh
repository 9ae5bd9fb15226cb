#!/bin/sh
# Makes the home that tests/homes/drafts-0023.zip holds: run with the plumb of commit 5c7abb5, in which drafts of rules
# had a table of their own, first on the path, in an empty folder that holds regions.csv and visits.toml of docs/editor.md.
# Of its drafts two are in force, and one each was sent back, proposed, withdrawn, approved for a later day, and begun
# from a text that was changed meanwhile, from which it goes on.
set -e
PLUMBLINE_HOME=$PWD/home; export PLUMBLINE_HOME
plumb init
plumb import region regions.csv
for who in writer chief; do plumb user add $who --region prov --column assessment --no-sign-in; done
sed 's/visits\]/tests]/; s/visits\.words/tests.words/' visits.toml > tests.toml
sed 's/visits\]/stays]/; s/visits\.words/stays.words/' visits.toml > stays.toml
plumb rule draft indicator local.visits --pattern count --as writer
plumb rule write 1 --text visits.toml --as writer
plumb rule propose 1 --reason "Asked for by the inspectors." --as writer
plumb rule reject 1 --reason "Say what counts as one." --as chief
sed 's/Inspections made in the period/Visits that ended with a result/' visits.toml > visits-2.toml
plumb rule write 1 --text visits-2.toml --as writer
plumb rule propose 1 --reason "Said now." --as writer
plumb rule approve 1 --as chief
plumb rule draft indicator local.tests --pattern count --text tests.toml --as writer
plumb rule propose 2 --reason "New." --as writer
plumb rule reject 2 --reason "Not yet." --as chief
plumb rule draft indicator local.stays --pattern count --text stays.toml --as chief
plumb rule propose 3 --reason "New." --as chief
plumb rule draft scheme chicago-canvass --as writer
sed 's/visits\]/later]/; s/visits\.words/later.words/' visits.toml > later.toml
plumb rule draft indicator local.later --pattern count --text later.toml --as writer
plumb rule propose 5 --reason "For later." --from 2099-01-01 --as writer
plumb rule approve 5 --reason "Agreed." --as chief
plumb rule withdraw 4 --reason "Not this year." --as writer
plumb rule draft indicator local.visits --as writer
plumb rule draft indicator local.visits --as chief
plumb rule show 7 --json | python3 -c "import json, sys; print(json.load(sys.stdin)['text'].replace('Visits that', 'Those visits that'), end='')" > visits-3.toml
plumb rule write 7 --text visits-3.toml --as chief
plumb rule propose 7 --reason "Clearer." --as chief
plumb rule approve 7 --as writer
plumb rule rebase 6 --as writer
