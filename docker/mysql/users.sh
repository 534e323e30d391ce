#!/bin/bash
# Run once by the MySQL image, when its data folder is empty: databases and users of Temporal. The
# database of Clinker comes from the variables of the image.
set -eu
password=$(cat /run/secrets/temporal_database)
mysql --user=root --password="$(cat /run/secrets/mysql_root)" <<SQL
create database temporal;
create database temporal_visibility;
create user 'temporal'@'%' identified by '$password';
grant all on temporal.* to 'temporal'@'%';
grant all on temporal_visibility.* to 'temporal'@'%';
SQL
