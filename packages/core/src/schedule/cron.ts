import { schedule, validate } from "node-cron";
import { Observable } from "rxjs";

/** True where node-cron understands the expression. */
export function isCronExpression(expression: string): boolean {
  return validate(expression);
}

/** Emits at every match of the expression, in UTC: a local zone would skip or repeat the hour of a clock change. */
export function cronTicks(expression: string): Observable<"schedule"> {
  return new Observable((subscriber) => {
    const task = schedule(expression, () => subscriber.next("schedule"), { timezone: "Etc/UTC" });
    return () => void task.destroy();
  });
}
