"""What long work tells others; the subject is the job, `data` names its kind and its object."""

JOB_FERDIG = "jobs.job.ferdig.v1"
JOB_FEILET = "jobs.job.feilet.v1"
