/** A symbol of `assets/icons.svg`, which is part of the page. Says nothing: its neighbour does. */
export function Icon({ name }: { name: string }) {
  return (
    <svg className="icon" aria-hidden="true">
      <use href={`#icon-${name}`} />
    </svg>
  );
}
