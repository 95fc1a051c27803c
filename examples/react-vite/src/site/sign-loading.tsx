/** Stands where Clerk's form will be, in its size, until it has loaded. */
export function SignLoading() {
  return (
    <div className="sign-loading" role="status">
      <span className="visually-hidden">Loading the form</span>
    </div>
  );
}
