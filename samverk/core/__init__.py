"""What every module stands on: tenancy, access, audit, workflow, documents and the page shell."""
