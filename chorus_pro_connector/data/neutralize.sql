-- A copy of a production database must neither send nor know how to.
UPDATE res_company
   SET chorus_environment = 'qualification',
       chorus_oauth_url = NULL,
       chorus_api_url = NULL,
       chorus_client_id = NULL,
       chorus_client_secret = NULL,
       chorus_login = NULL,
       chorus_password = NULL,
       chorus_password_expiry = NULL,
       chorus_database_uuid = NULL;

-- What the OCA modules kept in clear, where it was not taken over yet.
DO $$
DECLARE
    name text;
BEGIN
    FOR name IN
        SELECT column_name FROM information_schema.columns
         WHERE table_name = 'res_company'
           AND column_name IN ('fr_chorus_api_login', 'fr_chorus_api_password')
    LOOP
        EXECUTE format('UPDATE res_company SET %I = NULL', name);
    END LOOP;
END $$;

DELETE FROM chorus_token;
DELETE FROM chorus_outage;

-- Nothing here wakes up by itself: neither what was about to leave nor what is followed.
UPDATE chorus_flow
   SET next_check = NULL
 WHERE next_check IS NOT NULL;

-- The portal is not asked for what archives of proofs still lack.
UPDATE chorus_proof
   SET state = 'failed'
 WHERE state = 'running';

UPDATE chorus_act
   SET next_check = NULL
 WHERE next_check IS NOT NULL;

-- Nobody gets a mail about invoices of a copy.
UPDATE res_users
   SET chorus_mail_returns = FALSE,
       chorus_mail_weekly = FALSE
 WHERE chorus_mail_returns OR chorus_mail_weekly;
