import { Observable, ReplaySubject } from 'rxjs';

/** An answer that never comes, which says when it is asked for and when it is given up. */
export class Pending {
  private readonly asked = new ReplaySubject<void>(1);
  private readonly givenUp = new ReplaySubject<void>(1);
  readonly asked$ = this.asked.asObservable();
  readonly givenUp$ = this.givenUp.asObservable();
  readonly answer$ = new Observable<never>(() => {
    this.asked.next();
    return () => this.givenUp.next();
  });
}
