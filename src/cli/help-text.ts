/** How the command is used. */
export const EXAMPLES = `Examples:
  longrunning digest ~/Documents
  longrunning serve --root . --port 50051
  longrunning digest src --target localhost:50051 --insecure
  longrunning list --target localhost:50051 --insecure --filter 'done = false'
  longrunning wait operations/123 --target example.com:443 --timeout 10m --interval 5s \\
      --header "authorization: Bearer $TOKEN" --types acme/v1/reports.proto
  longrunning wait operations/123 --target example.com:443 --json | jq .poll
  longrunning get projects/p/locations/l/operations/123 --rest https://example.com \\
      --header "authorization: Bearer $TOKEN"`;

/** Where what is written, and what the exit codes mean. */
export const OUTPUT_AND_EXIT_CODES = `Output:
  Results go to stdout, progress and errors to stderr: a bar or a status line where
  stderr is a terminal, else one line for each change. With --json, each state that a poll
  shows is one object on stdout: name, status, done, metadata, response, error, poll.
  Messages are in the JSON of protobuf, over every transport, where --types (or the command
  itself) knows their type; over REST, others are shown as they come.
  The values of headers are never written.

Durations: 500ms, 10s, 5m, 1h30m; a plain number is seconds.

Exit codes:
  0    done as asked            4    --timeout was reached; the operation goes on
  1    the operation failed     130  Ctrl-C: the operation goes on, and the command to
       or was cancelled              resume is shown (143 after SIGTERM)
  2    bad usage                141  the reader of the output went away
  3    a call or polling failed`;
