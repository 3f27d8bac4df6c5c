<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>Add &amp;files…</source>
        <translation>&amp;Dateien hinzufügen …</translation>
    </message>
    <message>
        <source>Add f&amp;older…</source>
        <translation>&amp;Ordner hinzufügen …</translation>
    </message>
    <message>
        <source>Add &amp;sample images</source>
        <translation>Bei&amp;spielbilder hinzufügen</translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation>&amp;Einfügen</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Undo remove</source>
        <translation>Entfernen &amp;rückgängig</translation>
    </message>
    <message>
        <source>Select &amp;all</source>
        <translation>&amp;Alle auswählen</translation>
    </message>
    <message>
        <source>Clear &amp;done</source>
        <translation>&amp;Fertige ausräumen</translation>
    </message>
    <message>
        <source>Take what is live out of this list; its links stay, and Undo brings it back</source>
        <translation>Nimmt aus dieser Liste, was online ist; die Links bleiben, und Rückgängig holt es zurück</translation>
    </message>
    <message>
        <source>&amp;Search</source>
        <translation>&amp;Suchen</translation>
    </message>
    <message>
        <source>S&amp;ettings…</source>
        <translation>&amp;Einstellungen …</translation>
    </message>
    <message>
        <source>&amp;Retry</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>Retry all &amp;failed</source>
        <translation>Alle &amp;fehlgeschlagenen wiederholen</translation>
    </message>
    <message>
        <source>&amp;Pause sending</source>
        <translation>Senden an&amp;halten</translation>
    </message>
    <message>
        <source>&amp;Copy link</source>
        <translation>Link &amp;kopieren</translation>
    </message>
    <message>
        <source>Copy &amp;as…</source>
        <translation>Kopieren &amp;als …</translation>
    </message>
    <message>
        <source>&amp;Open in browser</source>
        <translation>I&amp;m Browser öffnen</translation>
    </message>
    <message>
        <source>&amp;Delete from CDN…</source>
        <translation>Vom CDN &amp;löschen …</translation>
    </message>
    <message>
        <source>&amp;Publish to a bucket…</source>
        <translation>In einem Bucket &amp;veröffentlichen …</translation>
    </message>
    <message>
        <source>&amp;Inspector</source>
        <translation>&amp;Details</translation>
    </message>
    <message>
        <source>&amp;Sidebar</source>
        <translation>&amp;Seitenleiste</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>&amp;Tastenkürzel</translation>
    </message>
    <message>
        <source>&amp;About Pixferry</source>
        <translation>Ü&amp;ber Pixferry</translation>
    </message>
    <message>
        <source>&amp;Grid</source>
        <translation>&amp;Raster</translation>
    </message>
    <message>
        <source>&amp;List</source>
        <translation>&amp;Liste</translation>
    </message>
    <message>
        <source>Re&amp;move from list</source>
        <translation>Aus der Liste e&amp;ntfernen</translation>
    </message>
    <message>
        <source>Ca&amp;ncel</source>
        <translation>A&amp;bbrechen</translation>
    </message>
    <message>
        <source>Sho&amp;w QR code</source>
        <translation>&amp;QR-Code zeigen</translation>
    </message>
    <message>
        <source>La&amp;rger tiles</source>
        <translation>Größ&amp;ere Kacheln</translation>
    </message>
    <message>
        <source>S&amp;maller tiles</source>
        <translation>&amp;Kleinere Kacheln</translation>
    </message>
    <message>
        <source>&amp;Quick look</source>
        <translation>S&amp;chnellansicht</translation>
    </message>
    <message>
        <source>&amp;Newest first</source>
        <translation>&amp;Neueste zuerst</translation>
    </message>
    <message>
        <source>N&amp;ame</source>
        <translation>N&amp;ame</translation>
    </message>
    <message>
        <source>&amp;Size</source>
        <translation>&amp;Größe</translation>
    </message>
    <message>
        <source>Sa&amp;ving</source>
        <translation>&amp;Ersparnis</translation>
    </message>
    <message>
        <source>&amp;Resume sending</source>
        <translation>Senden &amp;fortsetzen</translation>
    </message>
    <message>
        <source>&amp;Copy links</source>
        <translation>Links &amp;kopieren</translation>
    </message>
    <message>
        <source>&amp;Restore to the CDN</source>
        <translation>Auf dem CDN &amp;wiederherstellen</translation>
    </message>
</context>
<context>
    <name>Adding</name>
    <message>
        <source>Added {images}; {skipped}.</source>
        <translation>{images} hinzugefügt; {skipped}.</translation>
    </message>
    <message>
        <source>Added {images}.</source>
        <translation>{images} hinzugefügt.</translation>
    </message>
    <message>
        <source>Show failed</source>
        <translation>Fehlgeschlagene zeigen</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Settings…</source>
        <translation>Einstellungen …</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Erneut nachsehen</translation>
    </message>
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>Show all images</source>
        <translation>Alle Bilder zeigen</translation>
    </message>
</context>
<context>
    <name>Checklist</name>
    <message>
        <source>&amp;Test</source>
        <translation>&amp;Testen</translation>
    </message>
    <message>
        <source>Send a tiny image all the way and delete it again</source>
        <translation>Ein winziges Bild den ganzen Weg schicken und wieder löschen</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>&amp;Stopp</translation>
    </message>
    <message>
        <source>&amp;Test again</source>
        <translation>Erneut &amp;testen</translation>
    </message>
    <message>
        <source>Everything works.</source>
        <translation>Alles funktioniert.</translation>
    </message>
    <message>
        <source>Something does not work yet.</source>
        <translation>Etwas funktioniert noch nicht.</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>Angehalten.</translation>
    </message>
</context>
<context>
    <name>Checkup</name>
    <message>
        <source>The broker answers</source>
        <translation>Der Broker antwortet</translation>
    </message>
    <message>
        <source>A worker answers</source>
        <translation>Ein Worker antwortet</translation>
    </message>
    <message>
        <source>The worker gives permission to upload</source>
        <translation>Der Worker erlaubt das Hochladen</translation>
    </message>
    <message>
        <source>The store takes a test image</source>
        <translation>Der Speicher nimmt ein Testbild an</translation>
    </message>
    <message>
        <source>The image is made and published</source>
        <translation>Das Bild wird erzeugt und veröffentlicht</translation>
    </message>
    <message>
        <source>Its link opens</source>
        <translation>Sein Link öffnet sich</translation>
    </message>
    <message>
        <source>It is deleted again</source>
        <translation>Es wird wieder gelöscht</translation>
    </message>
</context>
<context>
    <name>Close</name>
    <message>
        <source>Close Pixferry</source>
        <translation>Pixferry schließen</translation>
    </message>
    <message>
        <source>Still on their way: {images}.</source>
        <translation>Noch unterwegs: {images}.</translation>
    </message>
    <message>
        <source>What is still being fetched from the web has to be pasted again; sending the rest goes on when Pixferry is opened again.</source>
        <translation>Was noch aus dem Netz geholt wird, muss neu eingefügt werden; das Übrige wird weiter gesendet, wenn Pixferry wieder geöffnet wird.</translation>
    </message>
    <message>
        <source>Nothing is lost: sending goes on when Pixferry is opened again; workers finish what they have.</source>
        <translation>Nichts geht verloren: Das Senden geht weiter, wenn Pixferry wieder geöffnet wird; was bei den Workern liegt, stellen sie fertig.</translation>
    </message>
    <message>
        <source>&amp;Do not ask again</source>
        <translation>&amp;Nicht mehr fragen</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Schließen</translation>
    </message>
    <message>
        <source>&amp;Stay</source>
        <translation>&amp;Bleiben</translation>
    </message>
</context>
<context>
    <name>Code</name>
    <message>
        <source>QR code of {url}</source>
        <translation>QR-Code von {url}</translation>
    </message>
    <message>
        <source>QR code</source>
        <translation>QR-Code</translation>
    </message>
</context>
<context>
    <name>Columns</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>Ersparnis</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>Vorgabe</translation>
    </message>
    <message>
        <source>Added</source>
        <translation>Hinzugefügt</translation>
    </message>
</context>
<context>
    <name>Delete</name>
    <message>
        <source>Delete from the CDN</source>
        <translation>Vom CDN löschen</translation>
    </message>
    <message>
        <source>&amp;Delete from the CDN</source>
        <translation>Vom CDN &amp;löschen</translation>
    </message>
    <message>
        <source>Delete {images} from {host}?</source>
        <translation>{images} von {host} löschen?</translation>
    </message>
    <message>
        <source>… and {count} more</source>
        <translation>… und {count} weitere</translation>
    </message>
    <message>
        <source>These links stop working, with all sizes and thumbnails ({count} files):</source>
        <translation>Diese Links funktionieren dann nicht mehr, mit allen Größen und Vorschaubildern ({count} Dateien):</translation>
    </message>
    <message>
        <source>A CDN and browsers may keep showing copies for a while.</source>
        <translation>CDN und Browser zeigen Kopien vielleicht noch eine Weile.</translation>
    </message>
    <message>
        <source>What another desktop of your team also published stays online until it is deleted there.</source>
        <translation>Was ein anderer Rechner Ihres Teams auch veröffentlicht hat, bleibt online, bis es dort gelöscht wird.</translation>
    </message>
    <message>
        <source>Each row stays here with Restore, as long as its file or the stored original exists.</source>
        <translation>Jede Zeile bleibt hier mit „Wiederherstellen“, solange die Datei oder das gespeicherte Original da ist.</translation>
    </message>
</context>
<context>
    <name>DestinationMenu</name>
    <message>
        <source>&amp;Add a destination…</source>
        <translation>Ziel &amp;hinzufügen …</translation>
    </message>
    <message>
        <source>&amp;Rename “{name}”…</source>
        <translation>„{name}“ &amp;umbenennen …</translation>
    </message>
    <message>
        <source>&amp;Forget “{name}”</source>
        <translation>„{name}“ &amp;vergessen</translation>
    </message>
    <message>
        <source>Add a destination</source>
        <translation>Ziel hinzufügen</translation>
    </message>
    <message>
        <source>Name, for example the site its images are for</source>
        <translation>Name, zum Beispiel die Website, für die die Bilder sind</translation>
    </message>
    <message>
        <source>Rename a destination</source>
        <translation>Ziel umbenennen</translation>
    </message>
    <message>
        <source>Its name from now on</source>
        <translation>So heißt es von nun an</translation>
    </message>
    <message>
        <source>First destination</source>
        <translation>Erstes Ziel</translation>
    </message>
</context>
<context>
    <name>DestinationPage</name>
    <message>
        <source>This computer: links work only here</source>
        <translation>Dieser Computer: Links funktionieren nur hier</translation>
    </message>
    <message>
        <source>This computer makes them, my bucket publishes them</source>
        <translation>Dieser Computer erzeugt sie, mein Bucket veröffentlicht sie</translation>
    </message>
    <message>
        <source>A team&apos;s broker: its workers make and publish them</source>
        <translation>Broker eines Teams: dessen Worker erzeugen und veröffentlichen sie</translation>
    </message>
    <message>
        <source>Name the bucket.</source>
        <translation>Geben Sie den Bucket an.</translation>
    </message>
    <message>
        <source>The broker&apos;s address begins with redis:// or rediss://.</source>
        <translation>Die Adresse des Brokers beginnt mit redis:// oder rediss://.</translation>
    </message>
    <message>
        <source>empty for Amazon S3, else https://…</source>
        <translation>leer für Amazon S3, sonst https://…</translation>
    </message>
    <message>
        <source>empty, or the address visitors use: https://…</source>
        <translation>leer oder die Adresse für Besucher: https://…</translation>
    </message>
    <message>
        <source>leave empty to keep what the keyring holds</source>
        <translation>leer lassen, um den Schlüsselbund zu behalten</translation>
    </message>
    <message>
        <source>&amp;Bucket</source>
        <translation>&amp;Bucket</translation>
    </message>
    <message>
        <source>&amp;Endpoint</source>
        <translation>&amp;Endpunkt</translation>
    </message>
    <message>
        <source>Reg&amp;ion</source>
        <translation>Reg&amp;ion</translation>
    </message>
    <message>
        <source>Access &amp;key</source>
        <translation>Zugriffs&amp;schlüssel</translation>
    </message>
    <message>
        <source>&amp;Secret key</source>
        <translation>&amp;Geheimer Schlüssel</translation>
    </message>
    <message>
        <source>&amp;CDN address</source>
        <translation>&amp;CDN-Adresse</translation>
    </message>
    <message>
        <source>B&amp;roker</source>
        <translation>B&amp;roker</translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source>Add images</source>
        <translation>Bilder hinzufügen</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>Alle Dateien</translation>
    </message>
    <message>
        <source>Add a folder of images</source>
        <translation>Ordner mit Bildern hinzufügen</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Quick look</source>
        <translation>Schnellansicht</translation>
    </message>
    <message>
        <source>Previous and next image</source>
        <translation>Voriges und nächstes Bild</translation>
    </message>
    <message>
        <source>Nearer, further, whole</source>
        <translation>Näher, weiter weg, ganz</translation>
    </message>
    <message>
        <source>Compare with the original</source>
        <translation>Mit dem Original vergleichen</translation>
    </message>
    <message>
        <source>Back to the gallery</source>
        <translation>Zurück zur Galerie</translation>
    </message>
    <message>
        <source>Drop images; workers optimise them and put them on a CDN; the links come back.</source>
        <translation>Bilder fallen lassen; Worker optimieren sie und stellen sie auf ein CDN; die Links kommen zurück.</translation>
    </message>
    <message>
        <source>Version {version}, under the MIT licence.</source>
        <translation>Version {version}, unter der MIT-Lizenz.</translation>
    </message>
    <message>
        <source>About Pixferry</source>
        <translation>Über Pixferry</translation>
    </message>
</context>
<context>
    <name>DropOverlay</name>
    <message>
        <source>Add the image</source>
        <translation>Bild hinzufügen</translation>
    </message>
    <message>
        <source>1 folder</source>
        <translation>1 Ordner</translation>
    </message>
    <message>
        <source>{count} folders</source>
        <translation>{count} Ordner</translation>
    </message>
    <message>
        <source>Add {what}</source>
        <translation>{what} hinzufügen</translation>
    </message>
    <message>
        <source> and </source>
        <translation> und </translation>
    </message>
    <message>
        <source>({count} skipped: {kinds})</source>
        <translation>({count} übersprungen: {kinds})</translation>
    </message>
</context>
<context>
    <name>EmptyPage</name>
    <message>
        <source>Drop images anywhere in this window</source>
        <translation>Bilder irgendwo in dieses Fenster ziehen</translation>
    </message>
    <message>
        <source>They are optimised, published, and their links are copied for you.</source>
        <translation>Sie werden optimiert und veröffentlicht, und ihre Links werden für Sie kopiert.</translation>
    </message>
    <message>
        <source>Files, folders and screenshots · Ctrl+V pastes · F1 shows every key</source>
        <translation>Dateien, Ordner und Bildschirmfotos · Strg+V fügt ein · F1 zeigt alle Tasten</translation>
    </message>
    <message>
        <source>Add images…</source>
        <translation>Bilder hinzufügen …</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>Ordner hinzufügen …</translation>
    </message>
    <message>
        <source>Try with sample images</source>
        <translation>Mit Beispielbildern ausprobieren</translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>The file is not there any more.</source>
        <translation>Die Datei ist nicht mehr da.</translation>
    </message>
    <message>
        <source>Put it back and retry.</source>
        <translation>Legen Sie sie zurück und wiederholen Sie.</translation>
    </message>
    <message>
        <source>The file cannot be read.</source>
        <translation>Die Datei kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Check its permissions and retry.</source>
        <translation>Prüfen Sie die Rechte und wiederholen Sie.</translation>
    </message>
    <message>
        <source>The file keeps changing while it is sent.</source>
        <translation>Die Datei ändert sich, während sie gesendet wird.</translation>
    </message>
    <message>
        <source>Save it, then retry.</source>
        <translation>Speichern Sie sie, dann wiederholen.</translation>
    </message>
    <message>
        <source>There are no images in this folder.</source>
        <translation>In diesem Ordner sind keine Bilder.</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>Wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>The file is empty (0 bytes).</source>
        <translation>Die Datei ist leer (0 Byte).</translation>
    </message>
    <message>
        <source>Export the image again.</source>
        <translation>Exportieren Sie das Bild erneut.</translation>
    </message>
    <message>
        <source>This is not an image, whatever its name says.</source>
        <translation>Das ist kein Bild, was auch immer der Name sagt.</translation>
    </message>
    <message>
        <source>Choose an image.</source>
        <translation>Wählen Sie ein Bild.</translation>
    </message>
    <message>
        <source>This kind of image is not supported.</source>
        <translation>Diese Art von Bild wird nicht unterstützt.</translation>
    </message>
    <message>
        <source>Save it as JPEG, PNG, WebP or GIF and add that.</source>
        <translation>Speichern Sie es als JPEG, PNG, WebP oder GIF und fügen Sie das hinzu.</translation>
    </message>
    <message>
        <source>The image is damaged or cut short.</source>
        <translation>Das Bild ist beschädigt oder abgeschnitten.</translation>
    </message>
    <message>
        <source>Export or copy it again.</source>
        <translation>Exportieren oder kopieren Sie es erneut.</translation>
    </message>
    <message>
        <source>The file is over the size limit.</source>
        <translation>Die Datei ist größer als erlaubt.</translation>
    </message>
    <message>
        <source>Save it smaller and add that.</source>
        <translation>Speichern Sie sie kleiner und fügen Sie das hinzu.</translation>
    </message>
    <message>
        <source>The image has too many pixels.</source>
        <translation>Das Bild hat zu viele Pixel.</translation>
    </message>
    <message>
        <source>Scale it down and add that.</source>
        <translation>Verkleinern Sie es und fügen Sie das hinzu.</translation>
    </message>
    <message>
        <source>The animation has too many frames.</source>
        <translation>Die Animation hat zu viele Einzelbilder.</translation>
    </message>
    <message>
        <source>Shorten it and add that.</source>
        <translation>Kürzen Sie sie und fügen Sie das hinzu.</translation>
    </message>
    <message>
        <source>The JPEG has too many progressive scans.</source>
        <translation>Das JPEG hat zu viele progressive Durchgänge.</translation>
    </message>
    <message>
        <source>Save it again as an ordinary JPEG.</source>
        <translation>Speichern Sie es neu als gewöhnliches JPEG.</translation>
    </message>
    <message>
        <source>The uploaded original is not in the store.</source>
        <translation>Das hochgeladene Original ist nicht im Speicher.</translation>
    </message>
    <message>
        <source>Retry to send it again.</source>
        <translation>Wiederholen sendet es erneut.</translation>
    </message>
    <message>
        <source>What arrived in the store differs from the file.</source>
        <translation>Was im Speicher ankam, weicht von der Datei ab.</translation>
    </message>
    <message>
        <source>Retry to resend.</source>
        <translation>Wiederholen sendet neu.</translation>
    </message>
    <message>
        <source>The store refuses access.</source>
        <translation>Der Speicher verweigert den Zugriff.</translation>
    </message>
    <message>
        <source>Check the bucket&apos;s keys and policy with `pixferry-worker check`.</source>
        <translation>Prüfen Sie Schlüssel und Regeln des Buckets mit `pixferry-worker check`.</translation>
    </message>
    <message>
        <source>The bucket does not exist.</source>
        <translation>Den Bucket gibt es nicht.</translation>
    </message>
    <message>
        <source>Check its name in the settings.</source>
        <translation>Prüfen Sie den Namen in den Einstellungen.</translation>
    </message>
    <message>
        <source>The store is asking everyone to slow down.</source>
        <translation>Der Speicher bittet alle, langsamer zu machen.</translation>
    </message>
    <message>
        <source>Retry in a minute.</source>
        <translation>Versuchen Sie es in einer Minute wieder.</translation>
    </message>
    <message>
        <source>The store has a fault of its own.</source>
        <translation>Der Speicher hat selbst eine Störung.</translation>
    </message>
    <message>
        <source>The store cannot be reached.</source>
        <translation>Der Speicher ist nicht erreichbar.</translation>
    </message>
    <message>
        <source>Check the network.</source>
        <translation>Prüfen Sie das Netz.</translation>
    </message>
    <message>
        <source>The store did not answer in time.</source>
        <translation>Der Speicher hat nicht rechtzeitig geantwortet.</translation>
    </message>
    <message>
        <source>The store is full.</source>
        <translation>Der Speicher ist voll.</translation>
    </message>
    <message>
        <source>Make room there, then retry.</source>
        <translation>Schaffen Sie dort Platz, dann wiederholen.</translation>
    </message>
    <message>
        <source>The permission to upload ran out.</source>
        <translation>Die Erlaubnis zum Hochladen ist abgelaufen.</translation>
    </message>
    <message>
        <source>Retry: a new one is asked for.</source>
        <translation>Wiederholen fordert eine neue an.</translation>
    </message>
    <message>
        <source>The worker does not understand this request.</source>
        <translation>Der Worker versteht diese Anfrage nicht.</translation>
    </message>
    <message>
        <source>Update this app or the worker.</source>
        <translation>Aktualisieren Sie diese App oder den Worker.</translation>
    </message>
    <message>
        <source>The worker does not know this preset.</source>
        <translation>Der Worker kennt diese Vorgabe nicht.</translation>
    </message>
    <message>
        <source>Choose another one.</source>
        <translation>Wählen Sie eine andere.</translation>
    </message>
    <message>
        <source>The image needs more memory than allowed.</source>
        <translation>Das Bild braucht mehr Arbeitsspeicher als erlaubt.</translation>
    </message>
    <message>
        <source>Scale it down.</source>
        <translation>Verkleinern Sie es.</translation>
    </message>
    <message>
        <source>The image took too long.</source>
        <translation>Das Bild hat zu lange gedauert.</translation>
    </message>
    <message>
        <source>Retry, or scale it down.</source>
        <translation>Wiederholen Sie oder verkleinern Sie es.</translation>
    </message>
    <message>
        <source>The worker crashed on this image.</source>
        <translation>Der Worker ist an diesem Bild abgestürzt.</translation>
    </message>
    <message>
        <source>Retry once; then report it.</source>
        <translation>Einmal wiederholen, dann melden.</translation>
    </message>
    <message>
        <source>This image brought workers down again and again.</source>
        <translation>Dieses Bild hat Worker immer wieder abstürzen lassen.</translation>
    </message>
    <message>
        <source>Save it anew from its editor.</source>
        <translation>Speichern Sie es neu aus dem Bildprogramm.</translation>
    </message>
    <message>
        <source>The worker&apos;s disk is full.</source>
        <translation>Die Platte des Workers ist voll.</translation>
    </message>
    <message>
        <source>The worker met a fault of its own.</source>
        <translation>Der Worker hat selbst einen Fehler.</translation>
    </message>
    <message>
        <source>Retry; if it stays, report it.</source>
        <translation>Wiederholen; bleibt es so, melden Sie es.</translation>
    </message>
    <message>
        <source>The broker cannot be reached.</source>
        <translation>Der Broker ist nicht erreichbar.</translation>
    </message>
    <message>
        <source>Check its address and the network; sending goes on by itself.</source>
        <translation>Prüfen Sie Adresse und Netz; das Senden geht von selbst weiter.</translation>
    </message>
    <message>
        <source>The broker refuses the password.</source>
        <translation>Der Broker lehnt das Passwort ab.</translation>
    </message>
    <message>
        <source>Check the broker&apos;s address and password in the settings.</source>
        <translation>Prüfen Sie Adresse und Passwort des Brokers in den Einstellungen.</translation>
    </message>
    <message>
        <source>The broker&apos;s memory is full.</source>
        <translation>Der Speicher des Brokers ist voll.</translation>
    </message>
    <message>
        <source>Nothing is lost; sending goes on when there is room.</source>
        <translation>Nichts ist verloren; das Senden geht weiter, wenn Platz ist.</translation>
    </message>
    <message>
        <source>No worker answers.</source>
        <translation>Kein Worker antwortet.</translation>
    </message>
    <message>
        <source>Start one with `pixferry-worker run`; sending goes on by itself.</source>
        <translation>Starten Sie einen mit `pixferry-worker run`; das Senden geht von selbst weiter.</translation>
    </message>
    <message>
        <source>The servers on this computer did not start.</source>
        <translation>Die Server auf diesem Computer sind nicht gestartet.</translation>
    </message>
    <message>
        <source>Look at their logs, mend the cause and retry.</source>
        <translation>Sehen Sie in ihre Protokolle, beheben Sie die Ursache und wiederholen Sie.</translation>
    </message>
    <message>
        <source>The list of your images was damaged and has been restored as far as possible.</source>
        <translation>Die Liste Ihrer Bilder war beschädigt und wurde so weit wie möglich wiederhergestellt.</translation>
    </message>
    <message>
        <source>Check that nothing of the last day is missing.</source>
        <translation>Prüfen Sie, ob vom letzten Tag nichts fehlt.</translation>
    </message>
    <message>
        <source>This computer&apos;s disk is full.</source>
        <translation>Die Platte dieses Computers ist voll.</translation>
    </message>
    <message>
        <source>Make room: everything waits until then and nothing is lost.</source>
        <translation>Schaffen Sie Platz: bis dahin wartet alles und nichts ist verloren.</translation>
    </message>
    <message>
        <source>Another Pixferry is writing the list of images.</source>
        <translation>Ein anderes Pixferry schreibt gerade die Liste der Bilder.</translation>
    </message>
    <message>
        <source>Wait a moment.</source>
        <translation>Warten Sie einen Moment.</translation>
    </message>
    <message>
        <source>The list of your images was written by a newer Pixferry.</source>
        <translation>Die Liste Ihrer Bilder wurde von einem neueren Pixferry geschrieben.</translation>
    </message>
    <message>
        <source>Update this app.</source>
        <translation>Aktualisieren Sie diese App.</translation>
    </message>
    <message>
        <source>The list of your images could not be brought to this version.</source>
        <translation>Die Liste Ihrer Bilder konnte nicht auf diese Version gebracht werden.</translation>
    </message>
    <message>
        <source>It is as it was; go back to the older app and report this.</source>
        <translation>Sie ist, wie sie war; nehmen Sie die ältere App und melden Sie dies.</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>Abgebrochen.</translation>
    </message>
    <message>
        <source>Retry to start it again.</source>
        <translation>Wiederholen beginnt von vorn.</translation>
    </message>
    <message>
        <source>The link does not answer.</source>
        <translation>Der Link antwortet nicht.</translation>
    </message>
    <message>
        <source>Check the CDN&apos;s address and that it is on the internet.</source>
        <translation>Prüfen Sie die Adresse des CDN und ob es im Internet ist.</translation>
    </message>
    <message>
        <source>The link does not show the image.</source>
        <translation>Der Link zeigt das Bild nicht.</translation>
    </message>
    <message>
        <source>Let everyone read the folder images/ of the bucket, and let the CDN&apos;s address point at the bucket.</source>
        <translation>Lassen Sie alle den Ordner images/ des Buckets lesen und die Adresse des CDN auf den Bucket zeigen.</translation>
    </message>
    <message>
        <source>There is no image at this address.</source>
        <translation>Unter dieser Adresse ist kein Bild.</translation>
    </message>
    <message>
        <source>Copy the address of the image itself.</source>
        <translation>Kopieren Sie die Adresse des Bildes selbst.</translation>
    </message>
    <message>
        <source>The image could not be fetched from its address.</source>
        <translation>Das Bild konnte nicht von seiner Adresse geholt werden.</translation>
    </message>
    <message>
        <source>Check the address and the network, then paste it again.</source>
        <translation>Prüfen Sie Adresse und Netz und fügen Sie sie noch einmal ein.</translation>
    </message>
    <message>
        <source>The file cannot be used.</source>
        <translation>Die Datei ist nicht verwendbar.</translation>
    </message>
    <message>
        <source>Check it and retry.</source>
        <translation>Prüfen Sie sie und wiederholen Sie.</translation>
    </message>
    <message>
        <source>The folder cannot be used.</source>
        <translation>Der Ordner ist nicht verwendbar.</translation>
    </message>
    <message>
        <source>The image cannot be used.</source>
        <translation>Das Bild ist nicht verwendbar.</translation>
    </message>
    <message>
        <source>Save it anew and add that.</source>
        <translation>Speichern Sie es neu und fügen Sie das hinzu.</translation>
    </message>
    <message>
        <source>The original did not arrive as sent.</source>
        <translation>Das Original kam nicht an wie gesendet.</translation>
    </message>
    <message>
        <source>The store refused.</source>
        <translation>Der Speicher hat abgelehnt.</translation>
    </message>
    <message>
        <source>Retry; if it stays, ask whoever runs the store.</source>
        <translation>Wiederholen; bleibt es so, fragen Sie den Betreiber des Speichers.</translation>
    </message>
    <message>
        <source>The permission to upload does not hold.</source>
        <translation>Die Erlaubnis zum Hochladen gilt nicht.</translation>
    </message>
    <message>
        <source>The worker does not accept this request.</source>
        <translation>Der Worker nimmt diese Anfrage nicht an.</translation>
    </message>
    <message>
        <source>The worker could not do it.</source>
        <translation>Der Worker konnte es nicht.</translation>
    </message>
    <message>
        <source>The broker does not accept work.</source>
        <translation>Der Broker nimmt keine Arbeit an.</translation>
    </message>
    <message>
        <source>Sending goes on by itself when it does.</source>
        <translation>Das Senden geht von selbst weiter, sobald er es tut.</translation>
    </message>
    <message>
        <source>The servers on this computer have a fault.</source>
        <translation>Die Server auf diesem Computer haben eine Störung.</translation>
    </message>
    <message>
        <source>Look at their logs.</source>
        <translation>Sehen Sie in ihre Protokolle.</translation>
    </message>
    <message>
        <source>The list of your images cannot be written.</source>
        <translation>Die Liste Ihrer Bilder kann nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>Make room on this disk.</source>
        <translation>Schaffen Sie Platz auf dieser Platte.</translation>
    </message>
    <message>
        <source>The settings cannot be used.</source>
        <translation>Die Einstellungen sind nicht verwendbar.</translation>
    </message>
    <message>
        <source>Check them in the settings dialog.</source>
        <translation>Prüfen Sie sie im Einstellungsdialog.</translation>
    </message>
    <message>
        <source>Something went wrong.</source>
        <translation>Etwas ist schiefgegangen.</translation>
    </message>
</context>
<context>
    <name>FailureCard</name>
    <message>
        <source>Retry</source>
        <translation>Wiederholen</translation>
    </message>
</context>
<context>
    <name>Fetching</name>
    <message>
        <source>Fetching {images}…</source>
        <translation>{images} werden geholt …</translation>
    </message>
</context>
<context>
    <name>FormatBox</name>
    <message>
        <source>Format of links</source>
        <translation>Format der Links</translation>
    </message>
</context>
<context>
    <name>GalleryView</name>
    <message>
        <source>Gallery</source>
        <translation>Galerie</translation>
    </message>
</context>
<context>
    <name>GeneralPage</name>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Tell me when a drop has ended while I work elsewhere</source>
        <translation>Melden, wenn eine Sendung fertig ist, während ich woanders arbeite</translation>
    </message>
    <message>
        <source>Start with the system, hidden in the tray</source>
        <translation>Mit dem System starten, verborgen im Infobereich</translation>
    </message>
    <message>
        <source>Stay in the tray when the window is closed</source>
        <translation>Im Infobereich bleiben, wenn das Fenster geschlossen wird</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Erscheinungsbild</translation>
    </message>
    <message>
        <source>L&amp;anguage</source>
        <translation>&amp;Sprache</translation>
    </message>
</context>
<context>
    <name>Inspector</name>
    <message>
        <source>Inspector</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>Link</translation>
    </message>
    <message>
        <source>Open in browser</source>
        <translation>Im Browser öffnen</translation>
    </message>
    <message>
        <source>Stages</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Select an image to see its link, sizes and stages.</source>
        <translation>Wählen Sie ein Bild, um Link, Größen und Schritte zu sehen.</translation>
    </message>
    <message>
        <source>Copy link</source>
        <translation>Link kopieren</translation>
    </message>
    <message>
        <source>Copy {links}</source>
        <translation>{links} kopieren</translation>
    </message>
</context>
<context>
    <name>ItemList</name>
    <message>
        <source>Gallery as a list</source>
        <translation>Galerie als Liste</translation>
    </message>
</context>
<context>
    <name>Linking</name>
    <message>
        <source>Copied {links}</source>
        <translation>{links} kopiert</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>The links could not be copied: another program holds the clipboard.</source>
        <translation>Die Links konnten nicht kopiert werden: Ein anderes Programm hält die Zwischenablage fest.</translation>
    </message>
</context>
<context>
    <name>LinksPage</name>
    <message>
        <source>Copy the links when a drop has ended</source>
        <translation>Links kopieren, wenn eine Sendung fertig ist</translation>
    </message>
    <message>
        <source>Your own formats</source>
        <translation>Eigene Formate</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <source>One per line, with {places}</source>
        <translation>Eines pro Zeile, mit {places}</translation>
    </message>
    <message>
        <source>&amp;Format</source>
        <translation>&amp;Format</translation>
    </message>
    <message>
        <source>&amp;Your own</source>
        <translation>&amp;Eigene</translation>
    </message>
</context>
<context>
    <name>Magnifier</name>
    <message>
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Nachher</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>This computer</source>
        <translation>Dieser Computer</translation>
    </message>
</context>
<context>
    <name>Menu</name>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Upload</source>
        <translation>&amp;Hochladen</translation>
    </message>
    <message>
        <source>&amp;Links</source>
        <translation>&amp;Links</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>Hil&amp;fe</translation>
    </message>
    <message>
        <source>S&amp;ort by</source>
        <translation>S&amp;ortieren nach</translation>
    </message>
    <message>
        <source>&amp;Format of links</source>
        <translation>&amp;Format der Links</translation>
    </message>
    <message>
        <source>Apply another preset</source>
        <translation>Andere Vorgabe anwenden</translation>
    </message>
    <message>
        <source>Copy as</source>
        <translation>Kopieren als</translation>
    </message>
</context>
<context>
    <name>NothingFoundPage</name>
    <message>
        <source>No image matches this search.</source>
        <translation>Kein Bild passt zu dieser Suche.</translation>
    </message>
    <message>
        <source>Nothing here.</source>
        <translation>Nichts hier.</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>Dismiss</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>Phrases</name>
    <message>
        <source>{count} bytes</source>
        <translation>{count} Byte</translation>
    </message>
    <message>
        <source>{number} KB</source>
        <translation>{number} KB</translation>
    </message>
    <message>
        <source>{number} MB</source>
        <translation>{number} MB</translation>
    </message>
    <message>
        <source>{number} GB</source>
        <translation>{number} GB</translation>
    </message>
    <message>
        <source>{number} TB</source>
        <translation>{number} TB</translation>
    </message>
    <message>
        <source>−{percent} %</source>
        <translation>−{percent} %</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
    <message>
        <source>{count} ms</source>
        <translation>{count} ms</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} min</translation>
    </message>
    <message>
        <source>less than a minute left</source>
        <translation>weniger als eine Minute</translation>
    </message>
    <message>
        <source>about {minutes} min left</source>
        <translation>noch etwa {minutes} min</translation>
    </message>
    <message>
        <source>about {hours} h left</source>
        <translation>noch etwa {hours} h</translation>
    </message>
    <message>
        <source>{size}/s</source>
        <translation>{size}/s</translation>
    </message>
    <message>
        <source>1 image</source>
        <translation>1 Bild</translation>
    </message>
    <message>
        <source>{count} images</source>
        <translation>{count} Bilder</translation>
    </message>
    <message>
        <source>1 link</source>
        <translation>1 Link</translation>
    </message>
    <message>
        <source>{count} links</source>
        <translation>{count} Links</translation>
    </message>
    <message>
        <source>Today, {clock}</source>
        <translation>Heute, {clock}</translation>
    </message>
    <message>
        <source>Yesterday, {clock}</source>
        <translation>Gestern, {clock}</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>Link</translation>
    </message>
    <message>
        <source>Markdown</source>
        <translation>Markdown</translation>
    </message>
    <message>
        <source>Markdown, linked thumbnail</source>
        <translation>Markdown, verlinktes Vorschaubild</translation>
    </message>
    <message>
        <source>HTML &lt;img&gt;</source>
        <translation>HTML &lt;img&gt;</translation>
    </message>
    <message>
        <source>HTML, linked thumbnail</source>
        <translation>HTML, verlinktes Vorschaubild</translation>
    </message>
    <message>
        <source>HTML &lt;picture&gt; with all sizes</source>
        <translation>HTML &lt;picture&gt; mit allen Größen</translation>
    </message>
    <message>
        <source>BBCode</source>
        <translation>BBCode</translation>
    </message>
    <message>
        <source>Thumbnail link</source>
        <translation>Link zum Vorschaubild</translation>
    </message>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>1 other file was skipped</source>
        <translation>1 andere Datei wurde übersprungen</translation>
    </message>
    <message>
        <source>{count} other files were skipped</source>
        <translation>{count} andere Dateien wurden übersprungen</translation>
    </message>
    <message>
        <source>{images} live</source>
        <translation>{images} online</translation>
    </message>
    <message>
        <source>{count} failed</source>
        <translation>{count} fehlgeschlagen</translation>
    </message>
    <message>
        <source>link copied</source>
        <translation>Link kopiert</translation>
    </message>
    <message>
        <source>links copied</source>
        <translation>Links kopiert</translation>
    </message>
</context>
<context>
    <name>PlaceNote</name>
    <message>
        <source>Publish where images go now</source>
        <translation>Dort veröffentlichen, wohin Bilder jetzt gehen</translation>
    </message>
    <message>
        <source>Publish to a bucket…</source>
        <translation>In einen Bucket veröffentlichen …</translation>
    </message>
    <message>
        <source>This link works only on this computer.</source>
        <translation>Dieser Link funktioniert nur auf diesem Computer.</translation>
    </message>
    <message>
        <source>These links work only on this computer.</source>
        <translation>Diese Links funktionieren nur auf diesem Computer.</translation>
    </message>
    <message>
        <source>Published at {host}, not where images go now.</source>
        <translation>Veröffentlicht bei {host}, nicht dort, wohin Bilder jetzt gehen.</translation>
    </message>
</context>
<context>
    <name>Publishing</name>
    <message>
        <source>These images are at {host}, not where images go now: nothing was changed.</source>
        <translation>Diese Bilder liegen bei {host}, nicht dort, wohin Bilder jetzt gehen: Es wurde nichts geändert.</translation>
    </message>
    <message>
        <source>Deleted {images} from the CDN; caches may show them for a while.</source>
        <translation>{images} vom CDN gelöscht; Zwischenspeicher zeigen sie vielleicht noch eine Weile.</translation>
    </message>
    <message>
        <source>{images} stay online: another desktop published the same.</source>
        <translation>{images} bleiben online: ein anderer Rechner hat dieselben veröffentlicht.</translation>
    </message>
    <message>
        <source>{images} could not be deleted. {reason}</source>
        <translation>{images} konnten nicht gelöscht werden. {reason}</translation>
    </message>
    <message>
        <source>To be deleted from the CDN as soon as a worker answers: {images}. {reason}</source>
        <translation>Wird vom CDN gelöscht, sobald ein Worker antwortet: {images}. {reason}</translation>
    </message>
</context>
<context>
    <name>Queueing</name>
    <message>
        <source>Removed {images} from the list; the links stay.</source>
        <translation>{images} aus der Liste entfernt; die Links bleiben.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
</context>
<context>
    <name>QuickLook</name>
    <message>
        <source>Quick look</source>
        <translation>Schnellansicht</translation>
    </message>
    <message>
        <source>Compare with the original (C)</source>
        <translation>Mit dem Original vergleichen (C)</translation>
    </message>
    <message>
        <source>Previous (Left)</source>
        <translation>Vorheriges (Links)</translation>
    </message>
    <message>
        <source>Next (Right)</source>
        <translation>Nächstes (Rechts)</translation>
    </message>
    <message>
        <source>Zoom out (−)</source>
        <translation>Verkleinern (−)</translation>
    </message>
    <message>
        <source>Zoom in (+)</source>
        <translation>Vergrößern (+)</translation>
    </message>
    <message>
        <source>Close (Space)</source>
        <translation>Schließen (Leertaste)</translation>
    </message>
    <message>
        <source>{row} of {count}</source>
        <translation>{row} von {count}</translation>
    </message>
</context>
<context>
    <name>SendingPage</name>
    <message>
        <source>as fast as it goes</source>
        <translation>so schnell es geht</translation>
    </message>
    <message>
        <source> MB per second</source>
        <translation> MB pro Sekunde</translation>
    </message>
    <message>
        <source>Send new images of a folder by themselves</source>
        <translation>Neue Bilder eines Ordners von selbst senden</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>C&amp;hoose…</source>
        <translation>&amp;Wählen …</translation>
    </message>
    <message>
        <source>What is in the folder already is not sent, only what comes later.</source>
        <translation>Was schon im Ordner ist, wird nicht gesendet, nur was später kommt.</translation>
    </message>
    <message>
        <source>&amp;Preset</source>
        <translation>&amp;Voreinstellung</translation>
    </message>
    <message>
        <source>&amp;Images sent at once</source>
        <translation>&amp;Gleichzeitig gesendete Bilder</translation>
    </message>
    <message>
        <source>&amp;Speed</source>
        <translation>&amp;Tempo</translation>
    </message>
    <message>
        <source>The deployment has not said yet what it does.</source>
        <translation>Was sie tut, ist noch nicht bekannt.</translation>
    </message>
    <message>
        <source>Watch a folder</source>
        <translation>Ordner überwachen</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>&amp;Where images go</source>
        <translation>&amp;Ziel der Bilder</translation>
    </message>
    <message>
        <source>&amp;Links</source>
        <translation>&amp;Links</translation>
    </message>
    <message>
        <source>Se&amp;nding</source>
        <translation>Se&amp;nden</translation>
    </message>
    <message>
        <source>&amp;General</source>
        <translation>&amp;Allgemein</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
</context>
<context>
    <name>Shelves</name>
    <message>
        <source>Drops</source>
        <translation>Sendungen</translation>
    </message>
    <message>
        <source>All images</source>
        <translation>Alle Bilder</translation>
    </message>
    <message>
        <source>In progress</source>
        <translation>In Arbeit</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>Online</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message>
        <source>Shelves</source>
        <translation>Fächer</translation>
    </message>
</context>
<context>
    <name>Stages</name>
    <message>
        <source>Queued</source>
        <translation>In der Schlange</translation>
    </message>
    <message>
        <source>Fetching</source>
        <translation>Wird geholt</translation>
    </message>
    <message>
        <source>Optimising</source>
        <translation>Wird optimiert</translation>
    </message>
    <message>
        <source>Thumbnails</source>
        <translation>Vorschaubilder</translation>
    </message>
    <message>
        <source>Publishing</source>
        <translation>Wird veröffentlicht</translation>
    </message>
    <message>
        <source>Worker</source>
        <translation>Worker</translation>
    </message>
</context>
<context>
    <name>Starting</name>
    <message>
        <source>Pixferry could not be set to start with the system ({reason}).</source>
        <translation>Pixferry konnte nicht zum Start mit dem System eingetragen werden ({reason}).</translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message>
        <source>Deleting…</source>
        <translation>Wird gelöscht …</translation>
    </message>
    <message>
        <source>Already online</source>
        <translation>Schon online</translation>
    </message>
    <message>
        <source>Kept original</source>
        <translation>Original behalten</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>Online</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Hashing</source>
        <translation>Wird geprüft</translation>
    </message>
    <message>
        <source>Sending {percent}</source>
        <translation>Wird gesendet {percent}</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>In der Schlange</translation>
    </message>
    <message>
        <source>Fetching</source>
        <translation>Wird geholt</translation>
    </message>
    <message>
        <source>Optimising</source>
        <translation>Wird optimiert</translation>
    </message>
    <message>
        <source>Thumbnails</source>
        <translation>Vorschaubilder</translation>
    </message>
    <message>
        <source>Publishing</source>
        <translation>Wird veröffentlicht</translation>
    </message>
    <message>
        <source>Failed – needs you</source>
        <translation>Fehlgeschlagen – braucht Sie</translation>
    </message>
    <message>
        <source>Not accepted</source>
        <translation>Nicht angenommen</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Off the CDN</source>
        <translation>Nicht mehr auf dem CDN</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Waiting for network</source>
        <translation>Wartet auf das Netz</translation>
    </message>
    <message>
        <source>Waiting for a worker</source>
        <translation>Wartet auf einen Worker</translation>
    </message>
    <message>
        <source>Stalled</source>
        <translation>Steht still</translation>
    </message>
    <message>
        <source>Retries in {seconds} s ({retry}/{most})</source>
        <translation>Neuer Versuch in {seconds} s ({retry}/{most})</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>Saved {size}</source>
        <translation>{size} gespart</translation>
    </message>
    <message>
        <source>{count} selected · {size}</source>
        <translation>{count} ausgewählt · {size}</translation>
    </message>
    <message>
        <source>Starting · {where}</source>
        <translation>Startet · {where}</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>Offline</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>Verbunden</translation>
    </message>
    <message>
        <source>1 worker</source>
        <translation>1 Worker</translation>
    </message>
    <message>
        <source>{count} workers</source>
        <translation>{count} Worker</translation>
    </message>
    <message>
        <source>queue {count}</source>
        <translation>Schlange {count}</translation>
    </message>
    <message>
        <source>links work only on this computer</source>
        <translation>Links funktionieren nur auf diesem Computer</translation>
    </message>
</context>
<context>
    <name>Summary</name>
    <message>
        <source>{count} live</source>
        <translation>{count} online</translation>
    </message>
</context>
<context>
    <name>Telling</name>
    <message>
        <source>Copy links</source>
        <translation>Links kopieren</translation>
    </message>
    <message>
        <source>Show failed</source>
        <translation>Fehlgeschlagene zeigen</translation>
    </message>
    <message>
        <source>Click to copy the links.</source>
        <translation>Klicken, um die Links zu kopieren.</translation>
    </message>
    <message>
        <source>Click to see what failed.</source>
        <translation>Klicken, um zu sehen, was fehlschlug.</translation>
    </message>
    <message>
        <source>Pixferry</source>
        <translation>Pixferry</translation>
    </message>
</context>
<context>
    <name>TileDelegate</name>
    <message>
        <source>This link works only on this computer.</source>
        <translation>Dieser Link funktioniert nur auf diesem Computer.</translation>
    </message>
</context>
<context>
    <name>Toolbar</name>
    <message>
        <source>Toolbar</source>
        <translation>Werkzeugleiste</translation>
    </message>
    <message>
        <source> Add  ▾</source>
        <translation> Hinzufügen  ▾</translation>
    </message>
    <message>
        <source>Add images or a folder</source>
        <translation>Bilder oder einen Ordner hinzufügen</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>Vorgabe</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Nach</translation>
    </message>
    <message>
        <source>Where your images go</source>
        <translation>Wohin Ihre Bilder gehen</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Size of tiles</source>
        <translation>Größe der Kacheln</translation>
    </message>
    <message>
        <source>Search names and folders</source>
        <translation>Namen und Ordner suchen</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>My bucket</source>
        <translation>Mein Bucket</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>Dieser Computer</translation>
    </message>
    <message>
        <source>Team</source>
        <translation>Team</translation>
    </message>
</context>
<context>
    <name>TransfersBar</name>
    <message>
        <source>Progress of everything under way</source>
        <translation>Fortschritt von allem, was unterwegs ist</translation>
    </message>
    <message>
        <source>Sending {speed}</source>
        <translation>Sendet mit {speed}</translation>
    </message>
    <message>
        <source>{count} active</source>
        <translation>{count} aktiv</translation>
    </message>
    <message>
        <source>{count} waiting</source>
        <translation>{count} wartend</translation>
    </message>
    <message>
        <source>{count} failed</source>
        <translation>{count} fehlgeschlagen</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>&amp;Open Pixferry</source>
        <translation>Pixferry ö&amp;ffnen</translation>
    </message>
    <message>
        <source>Copy a link</source>
        <translation>Link kopieren</translation>
    </message>
</context>
<context>
    <name>VariantTable</name>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Thumbnail</source>
        <translation>Vorschaubild</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy link of {file}</source>
        <translation>Link von {file} kopieren</translation>
    </message>
</context>
<context>
    <name>Verb</name>
    <message>
        <source>Copy link</source>
        <translation>Link kopieren</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Restore to the CDN</source>
        <translation>Auf dem CDN wiederherstellen</translation>
    </message>
</context>
<context>
    <name>Watching</name>
    <message>
        <source>Sending {images} from the watched folder</source>
        <translation>{images} aus dem überwachten Ordner werden gesendet</translation>
    </message>
</context>
</TS>
