#!/bin/sh
# Makes the home of version 0.1 that tests/homes/version-0.1.zip holds: run with the plumb of that version (commit
# ee76288) first on the path, in an empty folder that holds regions.csv, small.toml and unhurried.toml of its
# docs/year.md. One year is published, with an objection and an order under way; the next one is half done.
set -e
PLUMBLINE_HOME=$PWD/home; export PLUMBLINE_HOME
plumb init
plumb import region regions.csv
mkdir -p home/rulebook/schemes home/rulebook/flows
cp small.toml home/rulebook/schemes/small.toml
cp unhurried.toml home/rulebook/flows/unhurried.toml
cat > inspections.csv <<'F'
number,region,inspected_on,purpose,result,critical_count
1,north,2013-03-01,canvass,pass,0
2,north,2013-04-02,canvass,fail,2
3,south,2013-05-03,canvass,pass,0
4,south,2014-02-03,complaint,conditional,1
F
plumb import inspection inspections.csv
cat > organisations.csv <<'F'
code,name,region
91110000600037341L,北市一厂,north
c2,South Works,south
F
plumb import organisation organisations.csv
plumb cut
for who in lead chief deputy planning north south; do
    region=prov; case $who in north|south) region=$who;; esac
    plumb user add $who --region $region --column assessment --no-sign-in
done
plumb user add expert1 --region prov --column assessment --role auditor --no-sign-in
plumb user add expert2 --region prov --column assessment --role auditor --no-sign-in
for year in 2013 2014; do
    of=small-$year
    plumb year open small $year --region prov --as lead
    plumb year assign $of north assessed --region north --as lead
    plumb year assign $of south assessed --region south --as lead
    plumb year assign $of planning department --owner Planning --as lead
    plumb year assign $of expert1 expert --item 1.2 --as lead
    plumb year assign $of expert2 expert --item 1.2 --as lead
    plumb year assign $of chief approver --as lead
    plumb year assign $of deputy approver --as lead
    plumb year file $of self north yes --item 1.1 --reason "Adopted in March." --as north
done
of=small-2013
plumb year file $of self south yes --item 1.1 --reason "Adopted in May." --as south
plumb year file $of department north yes --item 1.1 --reason "Seen." --as planning
plumb year file $of department south no --item 1.1 --reason "The plan is of 2012." --as planning
plumb year file $of panel north 80 --item 1.2 --as expert1
plumb year file $of panel north 90 --item 1.2 --as expert2
plumb year file $of panel south 40 --item 1.2 --as expert1
plumb year file $of panel south 90 --item 1.2 --as expert2
plumb year agree $of south 1.2 70 --reason "One had not seen the annex." --as lead
plumb year evaluate $of --as lead
plumb year approve $of --as chief
plumb year approve $of --as deputy
plumb year publish $of --as lead
plumb year object $of south "The plan of 2013 was overlooked." --item 1.1 --as south
plumb year order $of south "Write a plan for quality." --as lead
of=small-2014
python3 -c "from PIL import Image; Image.new('RGB', (64, 48), (168, 50, 29)).save('plan.png')"
plumb evidence add plan.png year $of north 1.1
plumb year file $of self north yes --item 1.1 --reason "Adopted in March; the page is attached." --as north
plumb year file $of department north yes --item 1.1 --reason "Seen." --as planning
plumb year file $of panel north 80 --item 1.2 --as expert1
plumb cut
