#!/bin/sh
# Makes the home that tests/homes/taken-in.zip holds: run with the plumb of commit 5c7abb5, before imports were written by a
# process of their own, first on the path, in an empty folder. The files that were taken in lie in the home's folder given/.
set -e
PLUMBLINE_HOME=$PWD/home; export PLUMBLINE_HOME
plumb init
mkdir home/given
cat > home/given/regions.csv <<'F'
code,name_en,name_zh,level,parent,valid_from
city,City,市,city,,1900-01-01
1,Ward 1,第1选区,ward,city,1900-01-01
2,Ward 2,第2选区,ward,city,1900-01-01
F
python3 - <<'F'
import csv
with open("home/given/inspections.csv", "w", encoding="utf-8", newline="") as file:
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow("number region inspected_on purpose result risk_class critical_count establishment_name address".split())
    for n in range(400):
        name = ('Kitchen "%d"' % n, "第%d厨房" % n, "back\\slash\ttab", "two\nlines", "")[n % 5]
        rows.writerow([f"B{n}", n % 2 + 1, f"2013-{n % 12 + 1:02d}-{n % 28 + 1:02d}", "canvass", ("pass", "fail", "conditional")[n % 3],
                       ("high", "")[n % 2], n % 4, name, "" if n % 7 else f"{n} N HALSTED ST"])
with open("home/given/statistics.csv", "w", encoding="utf-8", newline="") as file:
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow("series region period span ends_on value unit source".split())
    for n, value in enumerate(("9999999999999999.99", "-9999999999999999.99", "10000000000000000.00", "0.01", "-0.01", "0", "1234567890123456.78")):
        rows.writerow([f"s{n}", n % 2 + 1, "2013", "year", "2013-12-31", value, "Number", "Yearbook"])
F
sed -e 's/^\(B3[0-9]*,.*\),fail,/\1,pass,/' home/given/inspections.csv > home/given/corrected.csv
plumb import region home/given/regions.csv
plumb import inspection home/given/inspections.csv
plumb import statistic home/given/statistics.csv
plumb cut
plumb import inspection home/given/corrected.csv
plumb cut
