# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Chorus Pro Connector – Job Queue",
    "summary": "Deposits and reports as jobs, on as many machines as there are",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "license": "LGPL-3",
    "author": "Chorus Pro Connector contributors",
    # The service itself: the project has no address of its own yet.
    "website": "https://communaute.chorus-pro.gouv.fr",
    "depends": ["chorus_pro_connector", "queue_job"],
    "data": ["data/queue_job.xml"],
    "auto_install": True,
}
