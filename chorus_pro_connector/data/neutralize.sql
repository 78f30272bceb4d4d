-- A copy of a production database must neither send nor know how to.
UPDATE res_company
   SET chorus_environment = 'qualification',
       chorus_oauth_url = NULL,
       chorus_api_url = NULL,
       chorus_client_id = NULL,
       chorus_client_secret = NULL,
       chorus_login = NULL,
       chorus_password = NULL;

DELETE FROM chorus_token;

-- What was about to leave stays where it is.
UPDATE chorus_flow
   SET next_check = NULL
 WHERE state IN ('queued', 'sending', 'unknown', 'deposited');
