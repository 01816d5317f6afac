-- What the relay publishes, now or after days, belongs to the trace in which the task was submitted.
alter table task add column traceparent text; -- W3C trace context; null if the submission was not traced
