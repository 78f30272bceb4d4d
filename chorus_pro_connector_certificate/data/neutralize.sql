-- A copy of a database signs nothing in the name of the company.
UPDATE res_company SET chorus_certificate_id = NULL;
