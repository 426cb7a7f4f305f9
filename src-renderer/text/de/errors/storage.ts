import type { storageErrors as en } from '../../en/errors/storage'

export const storageErrors: typeof en = {
  'output-not-writable': {
    what: 'Eine Datei lässt sich nicht schreiben.',
    means: 'Der Datenträger ist voll oder der Ordner nicht beschreibbar. Was vorher da war, ist unverändert.',
    todo: 'Platz schaffen oder die Rechte des Ordners ändern und erneut versuchen.',
  },
  'session-unknown': {
    what: 'Eine solche Sitzung gibt es nicht.',
    means: 'Sie wurde entfernt, vielleicht in einem anderen Fenster.',
    todo: 'Eine andere Sitzung wählen. Das Geöffnete lässt sich neu speichern.',
  },
  'session-exists': {
    what: 'Eine Sitzung dieses Namens gibt es schon, oder sie wurde inzwischen anderswo gespeichert.',
    means: 'Nichts wurde überschrieben.',
    todo: 'Unter anderem Namen speichern oder die andere bewusst ersetzen.',
  },
  'session-format': {
    what: 'Die Sitzung ist nicht lesbar.',
    means: 'Die Datei ist beschädigt, keine Sitzung oder von einer späteren Version. Das Geöffnete bleibt, wie es ist.',
    todo: 'Eine andere Sitzung wählen oder Fieldsmith aktualisieren.',
  },
  'session-unreadable': {
    what: 'Die Sitzungen sind nicht lesbar.',
    means: 'Der Ordner von Fieldsmith ist nicht zum Lesen freigegeben.',
    todo: 'Die Rechte des Ordners prüfen, der in den Details steht.',
  },
  'settings-unreadable': {
    what: 'Die Einstellungen sind nicht lesbar.',
    means: 'Es gelten die üblichen. Die Arbeit ist nicht betroffen.',
    todo: 'Die Einstellungen neu wählen; sie werden dann neu geschrieben.',
  },
}
